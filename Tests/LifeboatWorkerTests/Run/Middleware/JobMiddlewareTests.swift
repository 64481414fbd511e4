import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport
import Testing

@testable import LifeboatWorker

/// Notes what comes by.
private struct Trace: JobMiddleware {
  let name: String
  let runs: Runs

  func run(_ context: JobContext, next: NextLink) async throws {
    runs.add("\(name) > \(context.className)")
    do {
      try await next(context)
    } catch {
      runs.add("\(name) ! \(type(of: error))")
      throw error
    }
    runs.add("\(name) < \(context.className)")
  }
}

/// A link that a closure is.
private struct Link: JobMiddleware {
  let body: @Sendable (JobContext, NextLink) async throws -> Void

  func run(_ context: JobContext, next: NextLink) async throws { try await body(context, next) }
}

private struct Tenant: Equatable { var name: String }

private struct Other: Error {}

@Suite(.serialized, .timeLimit(.minutes(10)))
struct JobMiddlewareTests {
  private let harness: WorkerHarness
  private var runs: Runs { harness.runs }

  init() throws { harness = try WorkerHarness() }

  private func configuration(_ links: any JobMiddleware...) -> WorkerConfiguration {
    var configuration = harness.configuration()
    for link in links { configuration.middleware.append(link) }
    return configuration
  }

  private func trace(_ name: String) -> Trace { Trace(name: name, runs: runs) }

  @Test func `the first link is the outermost, around whatever runs a job`() async throws {
    var configuration = configuration()
    configuration.use(trace("a"))
    configuration.use(trace("b"))
    configuration.registry.discard("Old")
    let runner = CommandRunner(guardian: ProcessGuardian())
    configuration.registry.register("Shell", command: CommandHandler(CommandSpec(arguments: ["true"]), runner: runner))
    try harness.session.push("default", payload("Note", "[1]"), payload("Old"), payload("Shell"))
    try await harness.drain(configuration)
    let around = { (name: String, inside: [String]) in
      ["a > \(name)", "b > \(name)"] + inside + ["b < \(name)", "a < \(name)"]
    }
    #expect(runs.all == around("Note", ["1"]) + around("Old", []) + around("Shell", []))
    #expect(try harness.failures().isEmpty)
  }

  @Test func `a link sees what a job throws, and arguments that do not fit`() async throws {
    var configuration = configuration(trace("a"))
    configuration.register("Typed") { (_: JobContext, _: Int) in }
    let runner = CommandRunner(guardian: ProcessGuardian())
    configuration.registry.register("Shell", command: CommandHandler(CommandSpec(arguments: ["false"]), runner: runner))
    try harness.session.push("default", payload("Fail"), payload("Typed"), payload("Shell"))
    try await harness.drain(configuration)
    #expect(
      runs.all == [
        "a > Fail", "a ! Refusal", "a > Typed", "a ! UnfitArguments", "a > Shell", "a ! CommandFailure",
      ])
    #expect(
      try harness.failures().map(\.exception) == [
        "LifeboatWorkerTests.Refusal", "Lifeboat::UnfitArguments", "Lifeboat::CommandFailed",
      ])
  }

  @Test func `jobs that nothing can run pass no link`() async throws {
    try harness.session.push("default", payload("Nobody"), "{broken")
    try await harness.drain(configuration(trace("a")))
    #expect(runs.all == [])
    #expect(try harness.failures().count == 2)
  }

  @Test func `a link may skip a job, swallow its error, or throw another`() async throws {
    let skip = Link { context, next in
      if context.argumentsText != "\"skip\"" { try await next(context) }
    }
    let handle = Link { context, next in
      do {
        try await next(context)
      } catch is Refusal {
        if context.argumentsText != "\"swallow\"" { throw Other() }
      }
    }
    let job = ["skip", "swallow", "replace"].map { payload("Fail", "[\"\($0)\"]") }
    try harness.session.push("default", job)
    try await harness.drain(configuration(skip, handle))
    #expect(try harness.failures().map(\.exception) == ["LifeboatWorkerTests.Other"])
    #expect(try harness.failures().compactMap { $0.payload.map { text($0.bytes) } } == [job[2]])
    #expect(try harness.session.text("resque:stat:processed") == "3")
    #expect(try harness.session.text("resque:stat:failed") == "1")
  }

  @Test func `a link that throws before the job fails it, and the job does not run`() async throws {
    try harness.session.push("default", payload("Note", "[1]"))
    try await harness.drain(configuration(trace("a"), Link { _, _ in throw Refusal() }, trace("never")))
    #expect(runs.all == ["a > Note", "a ! Refusal"])
    #expect(try harness.failures().map(\.exception) == ["LifeboatWorkerTests.Refusal"])
  }

  @Test func `values in the context reach later links and the job, and no other job`() async throws {
    let set = Link { context, next in
      var context = context
      if context.argumentsText == "1" { context[Tenant.self] = Tenant(name: "acme") }
      try await next(context)
    }
    let see = Link { [runs] context, next in
      runs.add("link \(context[Tenant.self]?.name ?? "-")")
      try await next(context)
    }
    var configuration = configuration(see, set, see)
    configuration.register("See") { [runs] (context: JobContext, _: Int) in
      runs.add("job \(context[Tenant.self]?.name ?? "-")")
    }
    try harness.session.push("default", payload("See", "[1]"), payload("See", "[2]"))
    try await harness.drain(configuration)
    #expect(runs.all == ["link -", "link acme", "job acme", "link -", "link -", "job -"])
  }

  @Test func `a snooze passes through, and the job comes back later`() async throws {
    var configuration = configuration(trace("a"), trace("b"))
    configuration.register("Later") { _ in throw Snooze(for: .seconds(3600)) }
    try harness.session.push("default", payload("Later"))
    try await harness.drain(configuration)
    #expect(runs.all == ["a > Later", "b > Later", "b ! Snooze", "a ! Snooze"])
    #expect(try harness.session.run("ZCARD", harness.own.snoozed).int == 1)
    #expect(try harness.failures().isEmpty)
  }

  @Test func `a stop's cancellation passes through, and the job goes back`() async throws {
    try harness.session.push("default", payload("Nap", "[1]"))
    try await harness.working(configuration(trace("a"))) { worker in
      try await runs.reach(2)
      worker.stop(within: .zero)
    }
    #expect(runs.all == ["a > Nap", "1", "a ! CancellationError"])
    #expect(try harness.session.list("resque:queue:default") == [payload("Nap", "[1]")])
    #expect(try harness.failures().isEmpty)
  }
}
