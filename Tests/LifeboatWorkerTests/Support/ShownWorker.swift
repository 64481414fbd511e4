import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport

@testable import LifeboatWorker

/// Workers of a Sidekiq app on a Redis of their own, and what Sidekiq's tools see of them.
struct ShownWorker {
  let harness: WorkerHarness
  let dialect = SidekiqDialect()

  var session: RedisSession { harness.session }
  var keys: SidekiqKeys { dialect.keys }

  init() throws {
    harness = try WorkerHarness()
  }

  func configuration(_ queues: [String] = ["default"], concurrency: Int = 2) -> WorkerConfiguration {
    var configuration = harness.configuration(queues, concurrency: concurrency)
    configuration.source.dialect = dialect
    return configuration
  }

  /// Enqueues as Sidekiq's client does.
  func perform(_ className: String, _ arguments: String = "[]", queue: String = "default", more: String = "") throws {
    try session.run("SADD", keys.queues, queue)
    let name = JSONValue.string(queue).encode()
    try session.run(
      "LPUSH", keys.queue(queue),
      #"{"retry":false,"queue":\#(text(name)),"class":"\#(className)","args":\#(arguments),"jid":"abc"\#(more)}"#)
  }

  /// The one process that is registered, once there is one.
  func identity() async throws -> String {
    try await eventually("a process") { try !session.members(keys.processes).isEmpty }
    return try session.members(keys.processes)[0]
  }

  /// What a registered process says of itself.
  func process(_ identity: String) throws -> SidekiqProcess {
    SidekiqProcess(member: identity, fields: try session.hash(keys.process(identity)).mapValues { bytes($0) })
  }

  func signal(_ name: String, to identity: String) throws {
    try session.run("LPUSH", keys.signals(identity), name)
  }
}
