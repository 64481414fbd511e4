import LifeboatClient
import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport
import Testing

@testable import LifeboatWorker

/// Says what of it runs, and goes wrong where its argument says.
private struct Hooked: Job {
  static let className = "Hooked"
  var plan: [String]

  private func note(_ what: String, _ context: JobContext) throws {
    context[Runs.self]?.add(what)
    if plan.contains(what) { throw Refusal() }
  }

  func before(_ context: JobContext) async throws {
    try note("before", context)
    if plan.contains("do not perform") { throw DontPerform() }
  }

  func around(_ context: JobContext, perform: Performance<Self>) async throws {
    try note("around", context)
    if plan.contains("skip") { return }
    try await perform()
    if plan.contains("twice") { try await perform() }
    try note("around's end", context)
  }

  func perform(_ context: JobContext) async throws {
    try note("perform", context)
    if plan.contains("snooze") { throw Snooze(for: .seconds(3600)) }
    if plan.contains("do not perform, too late") { throw DontPerform() }
    if plan.contains("wait") { try await Task.sleep(for: .seconds(3600)) }
  }

  func after(_ context: JobContext) async throws { try note("after", context) }

  func onFailure(_ error: any Error, _ context: JobContext) async throws {
    context[Runs.self]?.add("failure \(type(of: error))")
    if plan.contains("failure") { throw HookRefusal() }
  }
}

private struct HookRefusal: Error, CustomStringConvertible {
  let description = "hook itself failed"
}

@Suite(.serialized, .timeLimit(.minutes(10)))
struct HookTests {
  private let harness: WorkerHarness
  private var runs: [String] { harness.runs.all }

  init() throws { harness = try WorkerHarness() }

  private func configuration() -> WorkerConfiguration {
    var configuration = harness.configuration()
    configuration.register(Hooked.self)
    configuration.use(Lend(harness.runs))
    return configuration
  }

  private func work(_ arguments: String) async throws {
    try harness.session.push("default", payload("Hooked", arguments))
    try await harness.drain(configuration())
  }

  @Test(arguments: [
    ("", ["before", "around", "perform", "around's end", "after"]),
    ("do not perform", ["before"]),
    // Ruby's after hooks run whether or not an around hook yielded.
    ("skip", ["before", "around", "after"]),
    ("twice", ["before", "around", "perform", "perform", "around's end", "after"]),
  ])
  func `hooks run in Resque's order, and the job is done`(plan: String, expected: [String]) async throws {
    try await work("[[\"\(plan)\"]]")
    #expect(runs == expected)
    #expect(try harness.failures().isEmpty)
    #expect(try harness.session.text("resque:stat:processed") == "1")
    #expect(try harness.session.text("resque:stat:failed") == nil)
  }

  @Test(arguments: [
    ("before", ["before"]),
    ("around", ["before", "around"]),
    ("perform", ["before", "around", "perform"]),
    ("around's end", ["before", "around", "perform", "around's end"]),
    ("after", ["before", "around", "perform", "around's end", "after"]),
  ])
  func `whatever throws, nothing after it runs but the failure hook`(plan: String, expected: [String]) async throws {
    try await work("[[\"\(plan)\"]]")
    #expect(runs == expected + ["failure Refusal"])
    #expect(try harness.failures().map(\.exception) == ["LifeboatWorkerTests.Refusal"])
    #expect(try harness.failures().map(\.error) == [Refusal().description])
    #expect(try harness.session.text("resque:stat:failed") == "1")
  }

  @Test func `not performing is asked for in before, elsewhere it is an error like any other`() async throws {
    try await work(#"[["do not perform, too late"]]"#)
    #expect(runs == ["before", "around", "perform", "failure DontPerform"])
    #expect(try harness.failures().map(\.exception) == ["LifeboatWorker.DontPerform"])
  }

  @Test func `a failure hook that throws leaves a record of both errors, as Ruby writes it`() async throws {
    try await work(#"[["perform","failure","é"]]"#)
    #expect(runs == ["before", "around", "perform", "failure Refusal"])
    let entry = try #require(try harness.failures().first)
    let hook = "LifeboatWorkerTests.HookRefusal"
    #expect(entry.exception == "RuntimeError")
    #expect(
      entry.error == """
        Additional error (\(hook): hook itself failed) occurred in running failure hooks for job (Job{default} | Hooked \
        | [["perform","failure","é"]])
        Original error that caused job failure was \(hook): LifeboatWorkerTests.Refusal: \(Refusal().description)
        """)
    #expect(try harness.failures().count == 1)
  }

  @Test func `a snooze is no failure`() async throws {
    try await work(#"[["snooze"]]"#)
    #expect(runs == ["before", "around", "perform"])
    #expect(try harness.failures().isEmpty)
    #expect(try harness.session.run("ZCARD", harness.own.snoozed).int == 1)
  }

  @Test func `a job that a stop interrupts goes back, and has not failed`() async throws {
    try harness.session.push("default", payload("Hooked", #"[["wait"]]"#))
    try await harness.working(configuration()) { worker in
      try await harness.runs.reach(3)
      worker.stop(within: .zero)
    }
    #expect(runs == ["before", "around", "perform"])
    #expect(try harness.session.list("resque:queue:default") == [payload("Hooked", #"[["wait"]]"#)])
    #expect(try harness.failures().isEmpty)
  }

  @Test func `a job that does not fit its arguments has no hooks to run`() async throws {
    try await work("[1]")
    #expect(runs == [])
    #expect(try harness.failures().map(\.exception) == ["Lifeboat::UnfitArguments"])
  }
}
