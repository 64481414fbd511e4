import LifeboatFormat
import LifeboatInspector
import LifeboatRedis
import LifeboatTestSupport

/// A Resque app in a Redis of its own, filled by the test and read by the inspector.
final class App {
  let redis: RedisServer
  let session: RedisSession
  let connection: RedisConnection
  let dialect = ResqueDialect(namespace: "resque")

  init() throws {
    redis = try RedisServer()
    session = redis.session()
    connection = RedisConnection(url: redis.url)
  }

  deinit {
    session.close()
    redis.stop()
  }

  var failedList: FailedList { FailedList(connection: connection, dialect: dialect) }
  var queues: QueueReader { QueueReader(connection: connection, dialect: dialect) }
  var workers: WorkerReader { WorkerReader(connection: connection, dialect: dialect) }

  @discardableResult
  func call(_ name: String, _ arguments: String...) throws -> RedisValue {
    var command = RedisCommand(name)
    for argument in arguments { command.append(argument) }
    return try session.call(command)
  }

  func list(_ key: String) throws -> [[UInt8]] {
    try call("LRANGE", key, "0", "-1").array?.compactMap(\.bytes) ?? []
  }

  func texts(_ key: String) throws -> [String] {
    try list(key).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Records a failure as our worker does.
  func fail(_ payload: [UInt8], queue: String = "mail", error: String = "no") throws {
    var command = RedisCommand("RPUSH", "resque:failed")
    command.append(
      ResqueFailure.encode(
        payload: payload, queue: queue, worker: "h:1:mail", exception: "RuntimeError", error: error, failedAt: 0))
    _ = try session.call(command)
  }

  /// Records failures of small jobs.
  func fail(numbers: Range<Int>) throws {
    for number in numbers { try fail(job(number)) }
  }
}

/// A small job's bytes.
func job(_ number: Int) -> [UInt8] { Array(#"{"class":"Mail","args":[\#(number)]}"#.utf8) }
