/// What a Redis says about itself when we connect.
public struct ServerFacts: Sendable, Equatable {
  /// A version such as 7.0.15; compares number by number.
  public struct Version: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The numbers between the dots: major, minor, patch.
    public let numbers: [Int]

    /// A version by its numbers.
    public init(_ numbers: Int...) { self.numbers = numbers }

    init?(text: Substring) {
      let numbers = text.split(separator: ".").map { part in Int(part.prefix { $0.isNumber }) }
      guard let first = numbers.first, first != nil else { return nil }
      self.numbers = numbers.compactMap(\.self)
    }

    /// 7.0 is less than 7.0.1.
    public static func < (left: Self, right: Self) -> Bool {
      left.numbers.lexicographicallyPrecedes(right.numbers)
    }

    /// As Redis writes it.
    public var description: String { numbers.map(String.init).joined(separator: ".") }
  }

  /// The oldest Redis that we work with: `LMOVE` came with it.
  public static let oldestVersion = Version(6, 2)

  /// `redis_version`; Valkey gives the Redis it is compatible with.
  public let version: Version
  /// Another one after each start of the server.
  public let runID: String
  /// `maxmemory-policy`; anything but `noeviction` may drop jobs when memory is short.
  public let evictionPolicy: String
  /// `maxmemory` in bytes; 0 is no limit.
  public let memoryLimit: Int

  /// Whether it was a replica, which takes no writes: `role` is `slave`.
  public let isReplica: Bool

  /// Whether there is `EVALSHA_RO`, which an access list permits to who may only read: since 7.0.
  var hasReadingScripts: Bool { version >= Version(7) }

  /// Whether Redis may throw keys away to make room.
  public var mayEvict: Bool { evictionPolicy != "noeviction" }

  /// What the texts of `INFO server`, `INFO memory` and `INFO replication` say.
  ///
  /// - Throws: ``RedisError/unsupported(server:message:)`` for a Redis that is too old or a cluster,
  ///   ``RedisError/unexpected(server:command:expected:got:)`` when the text is no `INFO`.
  init(info: String, server: String) throws(RedisError) {
    var fields: [Substring: Substring] = [:]
    for line in info.split(whereSeparator: \.isNewline) {
      guard let colon = line.firstIndex(of: ":") else { continue }
      fields[line[..<colon]] = line[line.index(after: colon)...]
    }
    guard let text = fields["redis_version"], let version = Version(text: text) else {
      throw .unexpected(
        server: server, command: "INFO server", expected: "a redis_version", got: "\(fields.count) fields without one")
    }
    guard version >= Self.oldestVersion else {
      throw .unsupported(
        server: server,
        message:
          "This is Redis \(version); Lifeboat needs \(Self.oldestVersion) or newer, which has LMOVE: upgrade Redis"
      )
    }
    guard fields["redis_mode"] != "cluster" else {
      throw .unsupported(
        server: server, message: "\(RedisError.clusterSentence): use a Redis without cluster mode, one per app")
    }
    guard fields["redis_mode"] != "sentinel" else {
      throw .unsupported(
        server: server,
        message:
          "This is a sentinel, which holds no queues: write redis-sentinel:// and its master's name behind the address, as"
          + " in redis-sentinel://host:26379/mymaster/0")
    }
    self.version = version
    runID = String(fields["run_id"] ?? "")
    evictionPolicy = String(fields["maxmemory_policy"] ?? "noeviction")
    isReplica = fields["role"] == "slave"
    memoryLimit = fields["maxmemory"].flatMap { Int($0) } ?? 0
  }
}
