import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport

@testable import LifeboatWorker

/// A Redis of its own, with Sidekiq's jobs in it, and the workers of one test.
struct SidekiqHarness {
  let worker: WorkerHarness
  let dialect = SidekiqDialect()

  var server: RedisServer { worker.server }
  var session: RedisSession { worker.session }
  var runs: Runs { worker.runs }
  var gate: Gate { worker.gate }
  var log: LogLines { worker.log }
  var keys: SidekiqKeys { dialect.keys }
  var own: LifeboatKeys { dialect.ownKeys }

  init(_ options: RedisServer.Options = RedisServer.Options()) throws {
    worker = try WorkerHarness(options)
  }

  /// As ``WorkerHarness/configuration(_:concurrency:)``; it looks ten times a second for what is due.
  func configuration(_ queues: [String] = ["default"], concurrency: Int = 1) -> WorkerConfiguration {
    var configuration = worker.configuration(queues, concurrency: concurrency)
    configuration.source.dialect = dialect
    configuration.pollInterval = .perProcess(.milliseconds(100))
    return configuration
  }

  /// A mover as a worker has it.
  func mover() -> SidekiqMover { SidekiqMover(dialect: dialect, configuration: configuration()) }

  /// Moves until nothing more is due.
  func drain(_ mover: inout SidekiqMover) throws {
    let incarnation = Incarnation(ordinal: 1, names: [], endings: SidekiqEndings(dialect: dialect))
    while try mover.round(as: incarnation, on: session) {}
  }

  /// Enqueues jobs as Ruby does.
  func push(_ queue: String, _ payloads: String...) throws {
    _ = try session.run("SADD", keys.queues, queue)
    for payload in payloads { _ = try session.run("LPUSH", keys.queue(queue), payload) }
  }

  func add(_ entry: some Sequence<UInt8>, to set: String, at score: String = "1000") throws {
    _ = try session.call(RedisCommand("ZADD", set, score, Array(entry)))
  }

  func add(_ entry: String, to set: String, at score: String = "1000") throws {
    try add(entry.utf8, to: set, at: score)
  }

  /// A queue's jobs, the next one first.
  func queue(_ name: String) throws -> [String] { try session.list(keys.queue(name)).reversed() }

  /// A set's entries, the lowest score first.
  func entries(_ set: String) throws -> [[UInt8]] {
    try session.run("ZRANGE", set, "0", "-1").array?.compactMap(\.bytes) ?? []
  }

  /// What lies in the overflow list, without its scores.
  func overflow() throws -> [[UInt8]] {
    let entries = try session.run("LRANGE", own.overflow, "0", "-1").array?.compactMap(\.bytes) ?? []
    return entries.map { Array($0.drop { $0 != UInt8(ascii: ":") }.dropFirst()) }
  }

  /// Seconds by Redis's clock.
  func now() throws -> Double {
    let time = try session.run("TIME").array?.compactMap { $0.string.flatMap(Double.init) } ?? []
    return time[0] + time[1] / 1_000_000
  }

  /// The jobs that workers hold.
  func inflight() throws -> [String: String] {
    var all: [String: String] = [:]
    for name in try session.hash(own.processes).keys { all.merge(try session.hash(own.inflight(name))) { $1 } }
    return all
  }
}

/// A job as Ruby writes it.
///
/// - Parameter rest: fields behind the usual ones.
func sidekiqJob(
  _ className: String, _ arguments: String = "[]", queue: String = "default", retry: String? = "true",
  jid: String = "6b17e5a2cf8b2a1f1f0f37c1", with rest: String = ""
) -> String {
  let setting = retry.map { #""retry":\#($0),"# } ?? ""
  return #"{\#(setting)"queue":"\#(queue)","class":"\#(className)","args":\#(arguments),"jid":"\#(jid)","#
    + #""created_at":1795252255.2877436\#(rest.isEmpty ? "" : "," + rest)}"#
}
