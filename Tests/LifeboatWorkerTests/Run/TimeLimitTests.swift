import LifeboatClient
import LifeboatFormat
import LifeboatTestSupport
import Testing

@testable import LifeboatWorker

/// Sleeps, and fails slowly to notice that it should not, if its argument says so.
private struct Sleeper: Job {
  static let className = "Sleeper"
  static let options = JobOptions(timeout: .milliseconds(50))
  var ignores: Bool

  func perform(_ context: JobContext) async throws {
    context[Runs.self]?.add("began")
    if ignores { await context[Gate.self]?.pass() } else { try await Task.sleep(for: .seconds(3600)) }
  }

  func onFailure(_ error: any Error, _ context: JobContext) async throws {
    // It can work: the hook is not cancelled.
    try await Task.sleep(for: .milliseconds(1))
    context[Runs.self]?.add("\(error)")
  }
}

@Suite(.serialized, .timeLimit(.minutes(10)))
struct TimeLimitTests {
  private static let sentence = "it ran longer than its time-out of 50ms and was cancelled"

  private let harness: WorkerHarness

  init() throws { harness = try WorkerHarness() }

  private func configuration() -> WorkerConfiguration {
    var configuration = harness.configuration()
    configuration.register(Sleeper.self)
    configuration.use(Lend(harness.runs))
    configuration.use(Lend(harness.gate))
    return configuration
  }

  private func context() throws -> JobContext {
    let record = try ResqueDialect().read(bytes(payload("Sleeper")))
    return JobContext(record: record, attempt: 1, queue: "default", dialect: "resque", logger: harness.log.logger)
  }

  /// What a limit makes of a body.
  private func limited(
    _ limit: TimeLimit, _ body: @escaping @Sendable () async throws -> Void
  ) async throws -> (any Error)? {
    do {
      try await limit.run(try context(), on: nil, body)
      return nil
    } catch {
      return error
    }
  }

  @Test func `a job that ends in time ends as it does`() async throws {
    let limit = TimeLimit(.seconds(3600))
    #expect(try await limited(limit) {} == nil)
    #expect(try await limited(limit) { throw Refusal() } is Refusal)
    #expect(try await limited(limit) { throw CancellationError() } is CancellationError)
  }

  @Test(arguments: [.century, .seconds(Int64.max), .seconds(Int64.max) * 9] as [Duration])
  func `a limit of ages is never reached, and is no trap`(limit: Duration) async throws {
    let gate = harness.gate
    let context = try context()
    let run = Task { try await TimeLimit(limit).run(context, on: nil) { await gate.pass() } }
    try await gate.reach(1)
    gate.open()
    try await run.value
  }

  @Test func `at the limit a job is cancelled, and has timed out whatever it does then`() async throws {
    let limit = TimeLimit(.milliseconds(20))
    let wait: @Sendable () async -> Void = { try? await Task.sleep(for: .seconds(3600)) }
    let timedOut = JobTimedOut(limit: .milliseconds(20))
    #expect(try await limited(limit) { await wait() } as? JobTimedOut == timedOut)
    #expect(
      try await limited(limit) {
        await wait()
        throw Refusal()
      } as? JobTimedOut == timedOut)
    #expect(
      try await limited(limit) {
        await wait()
        throw Snooze(for: .seconds(1))
      } as? JobTimedOut == timedOut)
    #expect(harness.log.all == [])
  }

  @Test func `a job that ignores its time-out is logged once and waited for`() async throws {
    let limit = TimeLimit(.milliseconds(10), grace: .milliseconds(10))
    let gate = harness.gate
    let context = try context()
    let run = Task { try await limit.run(context, on: nil) { await gate.pass() } }
    try await eventually("it is logged") { !harness.log.all.isEmpty }
    #expect(gate.count == 1)
    gate.open()
    await #expect(throws: JobTimedOut.self) { try await run.value }
    #expect(
      harness.log.all == [
        "error: a job ignores its time-out; it keeps its slot until it ends class=Sleeper queue=default timeout=10ms"
      ])
  }

  @Test func `a cancellation before the limit is no time-out`() async throws {
    let context = try context()
    let gate = harness.gate
    let run = Task {
      try await TimeLimit(.seconds(3600)).run(context, on: nil) {
        await gate.pass()
        try Task.checkCancellation()
      }
    }
    try await gate.reach(1)
    run.cancel()
    gate.open()
    await #expect(throws: CancellationError.self) { try await run.value }
  }

  @Test func `a job that timed out is in the failed list under its name, and the slot goes on`() async throws {
    try harness.session.push("default", payload("Sleeper", "[false]"), payload("Note", "[2]"))
    try await harness.drain(configuration())
    #expect(harness.runs.all == ["began", Self.sentence, "2"])
    #expect(try harness.failures().map(\.exception) == ["Lifeboat::JobTimeout"])
    #expect(try harness.failures().map(\.error) == [Self.sentence])
    #expect(try harness.session.text("resque:stat:failed") == "1")
  }

  @Test func `a job may time out while its worker waits for it to stop`() async throws {
    try harness.session.push("default", payload("Sleeper", "[false]"))
    try await harness.working(configuration()) { worker in
      try await harness.runs.reach(1)
      worker.stop(within: .seconds(60))
    }
    #expect(try harness.failures().map(\.exception) == ["Lifeboat::JobTimeout"])
    #expect(try harness.session.length("resque:queue:default") == 0)
  }

  @Test func `a job that timed out before a stop cancels it has failed, and does not go back`() async throws {
    var configuration = configuration()
    let (gate, runs) = (harness.gate, harness.runs)
    configuration.register("Late", options: JobOptions(timeout: .milliseconds(20))) { _ in
      await withTaskCancellationHandler {
        await gate.pass()
      } onCancel: {
        runs.add("cancelled")
      }
    }
    try harness.session.push("default", payload("Late"))
    try await harness.working(configuration) { worker in
      try await harness.runs.reach(1)
      worker.stop(within: .zero)
      try await eventually("the stop cancels") { !harness.log.containing("the time to finish is over").isEmpty }
      harness.gate.open()
    }
    #expect(try harness.failures().map(\.exception) == ["Lifeboat::JobTimeout"])
    #expect(try harness.session.length("resque:queue:default") == 0)
  }

  @Test func `a time-out of nothing is refused before the worker starts`() {
    var configuration = configuration()
    configuration.register("Never", options: JobOptions(timeout: .zero)) { _ in }
    #expect(throws: WorkerConfigurationError(problems: ["the time-out of Never is 0s; expected more than 0s"])) {
      try configuration.validate()
    }
  }
}
