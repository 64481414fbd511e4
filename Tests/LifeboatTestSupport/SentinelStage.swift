import Foundation
import LifeboatRedis

/// A master, its replicas and its sentinels, each a real process on a port and in a folder of its own.
public final class SentinelStage: Sendable {
  /// What the sentinels call the master.
  public static let masterName = "mymaster"

  /// The master at the start, then its replicas.
  public let servers: [RedisServer]
  /// Who watches them.
  public let sentinels: [SentinelServer]

  /// Starts them. Until ``untilReady()`` the sentinels may not know of the replicas and each other.
  ///
  /// - Parameters:
  ///   - password: that of the sentinels.
  public init(replicas: Int = 2, sentinels count: Int = 3, password: String? = nil) throws {
    // A master waits five seconds for other replicas before it sends the first its data.
    let common = ["repl-diskless-sync-delay 0", "repl-ping-replica-period 1"]
    let master = try RedisServer(RedisServer.Options(configuration: common))
    let follow = RedisServer.Options(configuration: common + ["replicaof 127.0.0.1 \(master.port)"])
    servers = [master] + (try (0..<replicas).map { _ in try RedisServer(follow) })
    // A sentinel asks a master for its replicas at once, and then not for ten seconds.
    try Self.untilLinked(servers.dropFirst())
    sentinels = try (0..<count).map { _ in
      try SentinelServer(of: Self.masterName, port: master.port, quorum: count / 2 + 1, password: password)
    }
  }

  /// The URL by which a client finds the master.
  public var urlText: String {
    "redis-sentinel://\(sentinels.map { "127.0.0.1:\($0.port)" }.joined(separator: ","))/\(Self.masterName)/0"
  }

  /// ``urlText``, read.
  public func url() throws -> RedisURL { try RedisURL(urlText) }

  /// Waits until every sentinel knows every replica and every other sentinel: from then on they can fail over.
  public func untilReady() async throws {
    for sentinel in sentinels {
      try await eventually("sentinel \(sentinel.port) knows the others") {
        try sentinel.fact("num-slaves") == "\(servers.count - 1)"
          && sentinel.fact("num-other-sentinels") == "\(sentinels.count - 1)"
      }
    }
  }

  /// Which server the sentinels that run all call the master, once they agree.
  public func master() async throws -> RedisServer {
    var ports: Set<String> = []
    try await eventually("the sentinels agree on a master") {
      ports = Set(try sentinels.filter(\.isRunning).map { try $0.fact("port") ?? "" })
      return ports.count == 1
    }
    guard let server = servers.first(where: { ports == ["\($0.port)"] }) else {
      throw RedisServerFailure("the sentinels name a master at \(ports), which is none of the stage's servers")
    }
    return server
  }

  /// Waits until the sentinels have agreed on another master than this, which takes writes.
  public func untilReplaced(_ old: RedisServer) async throws -> RedisServer {
    var new = old
    try await eventually("another master than \(old.port)") {
      new = try await master()
      guard new !== old else { return false }
      return try new.session().call(RedisCommand("ROLE")).array?.first?.string == "master"
    }
    return new
  }

  private static func untilLinked(_ replicas: some Collection<RedisServer>) throws {
    let deadline = ContinuousClock.now + .seconds(20)
    for replica in replicas {
      let session = replica.session()
      while try session.call(RedisCommand("INFO", "replication")).string?.contains("master_link_status:up") != true {
        guard ContinuousClock.now < deadline else {
          throw RedisServerFailure("the replica at \(replica.port) does not reach its master")
        }
        usleep(5_000)
      }
    }
  }
}
