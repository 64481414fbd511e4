/// Where a Redis on this machine listens.
public struct RedisAddress: Sendable, Equatable, CustomStringConvertible {
  /// The port on 127.0.0.1.
  public let port: Int

  /// An address on this machine.
  public init(port: Int) { self.port = port }

  /// For `--redis`, Ruby clients and `redis-cli -u`: `redis://127.0.0.1:PORT/0`.
  public var url: String { "redis://127.0.0.1:\(port)/0" }

  public var description: String { url }
}
