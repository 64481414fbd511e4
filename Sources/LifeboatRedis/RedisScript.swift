/// A Lua script that runs inside Redis, atomically.
///
/// Its SHA is what `SCRIPT LOAD` answers; each ``RedisSession`` keeps it, and loads the script again whenever Redis
/// has forgotten it.
public struct RedisScript: Sendable, Hashable {
  /// One word for error messages; one name belongs to one source throughout a program.
  public let name: String
  /// The Lua text.
  public let source: String

  /// A script; nothing is sent before it is first used.
  public init(name: String, source: String) {
    self.name = name
    self.source = source
  }
}
