/// Sentinels that know where a master is, however often it moves.
public struct SentinelGroup: Sendable, Hashable {
  /// What the sentinels call the master: `mymaster` in Redis's own examples.
  public let master: String
  /// The sentinels, in the order in which they are asked; at least one.
  public let sentinels: [RedisAddress]
  /// Our ACL user there; sentinels have users of their own. `nil` is the default user.
  public let user: String?
  /// Inside this module only, so that no log or error of another can hold it.
  let password: String?

  init(master: String, sentinels: [RedisAddress], user: String? = nil, password: String? = nil) {
    self.master = master
    self.sentinels = sentinels
    self.user = user
    self.password = password
  }

  /// The port where a URL names none for a sentinel.
  public static let defaultPort = 26_379
}
