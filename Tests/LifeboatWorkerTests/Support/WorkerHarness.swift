import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport

@testable import LifeboatWorker

/// A Redis of its own and the workers of one test, which run in this process.
struct WorkerHarness {
  let server: RedisServer
  let session: RedisSession
  let runs = Runs()
  let gate = Gate()
  let log = LogLines()
  let keys = ResqueDialect().keys
  let own = ResqueDialect().ownKeys

  init(_ options: RedisServer.Options = RedisServer.Options()) throws {
    server = try RedisServer(options)
    session = server.session()
  }

  /// A configuration with the handlers that most tests need: `Note` records its arguments, `Wait` records them and
  /// waits at the gate, whatever happens; `Nap` records them and waits until it is cancelled; `Fail` fails.
  func configuration(_ queues: [String] = ["default"], concurrency: Int = 1) -> WorkerConfiguration {
    var configuration = WorkerConfiguration(
      source: Source(redis: server.url, queues: queues), logger: log.logger)
    configuration.concurrency = concurrency
    let runs = runs
    let gate = gate
    configuration.registry.register("Note", untyped: { runs.add($0.argumentsText) })
    configuration.registry.register(
      "Wait",
      untyped: { context in
        runs.add(context.argumentsText)
        await gate.pass()
      })
    configuration.registry.register(
      "Nap",
      untyped: { context in
        runs.add(context.argumentsText)
        try await Task.sleep(for: .seconds(3600))
      })
    configuration.registry.register("Fail", untyped: { _ in throw Refusal() })
    return configuration
  }

  /// Runs a worker while the body runs, then stops it and waits until it has left.
  func working<R>(_ configuration: WorkerConfiguration, _ body: (Worker) async throws -> R) async throws -> R {
    let worker = try Worker(configuration)
    let run = Task { try await worker.run() }
    do {
      let result = try await body(worker)
      worker.stop(within: .seconds(60))
      try await run.value
      return result
    } catch {
      gate.open()
      worker.stop(within: .zero)
      _ = await run.result
      throw error
    }
  }

  /// Runs a worker until its queues are empty.
  func drain(_ configuration: WorkerConfiguration) async throws {
    var configuration = configuration
    configuration.drains = true
    try await Worker(configuration).run()
  }

  /// The names of the incarnations that are members.
  func incarnations() throws -> [String] { try session.hash(own.processes).keys.sorted() }

  /// The jobs that a worker holds, started or not.
  func inflight() throws -> [String: String] {
    var all: [String: String] = [:]
    for name in try incarnations() { all.merge(try session.hash(own.inflight(name))) { $1 } }
    return all
  }

  /// The entries of the failed list.
  func failures() throws -> [ResqueFailure.Entry] {
    let values = try session.call(RedisCommand("LRANGE", keys.failed, 0, -1)).array ?? []
    return values.compactMap(\.bytes).map { ResqueFailure.Entry(parsing: $0) }
  }
}

/// What a job throws that fails on purpose.
struct Refusal: Error, CustomStringConvertible {
  let description = "it \"refused\" — on purpose\nin two lines"
}

extension JobContext {
  /// The arguments as they lie in the payload, without the brackets.
  var argumentsText: String {
    guard let arguments else { return "(none)" }
    return String(text(arguments.bytes).dropFirst().dropLast())
  }
}
