/// A Lua script that runs inside Redis, atomically.
///
/// Its SHA is what `SCRIPT LOAD` answers; each ``RedisSession`` keeps it, and loads the script again whenever Redis
/// has forgotten it.
public struct RedisScript: Sendable, Hashable {
  /// One word for error messages; one name belongs to one source throughout a program.
  public let name: String
  /// The Lua text.
  public let source: String
  /// Whether it may change something; one that does not can be run by a user who may not either.
  public let writes: Bool

  /// A script; nothing is sent before it is first used.
  public init(name: String, writes: Bool = true, source: String) {
    self.name = name
    self.writes = writes
    self.source = source
  }
}
