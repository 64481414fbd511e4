import Foundation
import LifeboatFormat
import LifeboatInspector
import LifeboatRedis
import LifeboatTestSupport

/// A Sidekiq app in a Redis of its own, filled by the test or with what Ruby stored, and read by the inspector.
final class SidekiqApp {
  let redis: RedisServer
  let session: RedisSession
  let connection: RedisConnection
  let dialect: SidekiqDialect

  init(namespace: String = "") throws {
    redis = try RedisServer()
    session = redis.session()
    connection = RedisConnection(url: redis.url)
    dialect = SidekiqDialect(namespace: namespace)
  }

  deinit {
    session.close()
    redis.stop()
  }

  var queues: QueueReader { QueueReader(connection: connection, dialect: dialect) }

  func failures(_ set: String? = nil) throws -> any FailureStore {
    try dialect.failures(FailureChoice(set: set), on: connection)
  }

  func processes() async throws -> [ProcessSummary] {
    guard case .processes(let processes) = try await dialect.workers(on: connection) else { return [] }
    return processes
  }

  @discardableResult
  func call(_ name: String, _ arguments: any RedisArgument...) throws -> RedisValue {
    var command = RedisCommand(name)
    for argument in arguments { argument.append(to: &command) }
    return try session.call(command)
  }

  func list(_ key: String) throws -> [String] {
    try call("LRANGE", key, 0, -1).array?.compactMap(\.string) ?? []
  }

  func members(_ key: String) throws -> [String] {
    try call("ZRANGE", key, 0, -1).array?.compactMap(\.string) ?? []
  }

  /// Pushes as Ruby does; the first of several is the first to be fetched.
  func push(_ payloads: [String], to queue: String) throws {
    try call("SADD", dialect.keys.queues, queue)
    for payload in payloads { try call("LPUSH", dialect.keys.queue(queue), payload) }
  }

  /// Stores what a version of Sidekiq left, as it was captured: `server-busy_hard` or `server-failures`.
  func replay(_ operation: String, of version: String) throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let data = try Data(contentsOf: folder.appending(path: "Fixtures/sidekiq.jsonl"))
    for line in data.split(separator: UInt8(ascii: "\n")) {
      guard let object = try JSONSerialization.jsonObject(with: Data(line)) as? [String: String],
        object["operation"] == operation, object["version"] == version, let key = object["key"]
      else { continue }
      let value =
        object["value"].map { Array($0.utf8) } ?? object["value_b64"].flatMap { Data(base64Encoded: $0) }.map(
          Array.init) ?? []
      switch object["type"] {
      case "set": try call("SADD", key, value)
      case "hash": try call("HSET", key, object["field"] ?? "", value)
      case "zset": try call("ZADD", key, object["score"] ?? "0", value)
      default: try call("RPUSH", key, value)
      }
    }
  }
}

/// A small job of Sidekiq's that has failed.
func failedJob(_ number: Int, count: Int = 0, queue: String = "mail") -> String {
  #"{"retry":true,"queue":"\#(queue)","class":"Mail","args":[\#(number),1.0],"jid":"\#(number)-jid","created_at":1795252255.25,"#
    + #""enqueued_at":1795252256.5,"error_message":"no","error_class":"RuntimeError","failed_at":1795252257.75,"retry_count":\#(count)}"#
}
