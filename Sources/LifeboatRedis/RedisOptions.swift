/// How a ``RedisSession`` behaves. The defaults suit a worker.
public struct RedisOptions: Sendable, Hashable {
  /// What `CLIENT LIST` shows for us. No spaces: Redis refuses them.
  public var clientName: String
  /// How long opening the connection, and then introducing ourselves, may take. Looking up a host name is not
  /// bounded by it: the system's resolver has a time-out of its own.
  public var connectTimeout: Duration = .seconds(5)
  /// How long one command may take, unless the call says otherwise.
  public var commandTimeout: Duration = .seconds(5)

  /// The defaults, under a name of one's own.
  public init(clientName: String = "lifeboat") {
    self.clientName = clientName
  }
}
