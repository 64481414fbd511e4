import LifeboatClient
import LifeboatFormat
import LifeboatRedis
import Testing

@testable import LifeboatWorker

/// Where the jobs of this file note what they got; a job's properties are its arguments, so it cannot carry this.
private let sharedRuns = Runs()

private struct SendWelcome: Job {
  static let className = "Mail::Welcome"
  var userID: Int
  var template: String
  var locale: String?

  func perform(_ context: JobContext) async throws {
    sharedRuns.add("\(userID) \(template) \(locale ?? "nil") \(context.className) \(context.queue)")
  }
}

@Suite(.serialized, .timeLimit(.minutes(10)))
struct JobTests {
  private let harness: WorkerHarness

  init() throws { harness = try WorkerHarness() }

  private func work(_ payloads: [String]) async throws {
    var configuration = harness.configuration(["mail"])
    configuration.register(SendWelcome.self)
    try harness.session.push("mail", payloads)
    try await harness.drain(configuration)
  }

  @Test func `arguments become properties in their order, and a missing trailing optional is nil`() async throws {
    let before = sharedRuns.all.count
    try await work([
      payload("Mail::Welcome", #"[7,"spring","de"]"#), payload("Mail::Welcome", #"[8,"autumn"]"#),
      payload("Mail::Welcome", #"[9,"x",null]"#),
    ])
    #expect(
      Array(sharedRuns.all.dropFirst(before)) == [
        "7 spring de Mail::Welcome mail", "8 autumn nil Mail::Welcome mail", "9 x nil Mail::Welcome mail",
      ])
    #expect(try harness.failures().isEmpty)
  }

  @Test(arguments: [
    ("[7]", "Mail::Welcome needs at least 2 arguments, but the payload has 1: template is missing."),
    ("[]", "Mail::Welcome needs at least 1 argument, but the payload has 0: userID is missing."),
    ("null", "Mail::Welcome needs at least 1 argument, but the payload has 0: userID is missing."),
    (#"[7,"a","b",4]"#, "Mail::Welcome takes at most 3 arguments, but the payload has 4."),
    (
      #"["seven","a"]"#,
      #"Argument 1 of Mail::Welcome (userID) must be an integer, but the payload has the string "seven"."#
    ),
    ("[7,8]", "Argument 2 of Mail::Welcome (template) must be a string, but the payload has the number 8."),
  ])
  func `arguments that do not fit fail the job before it runs, and the error names the argument`(
    arguments: String, message: String
  ) async throws {
    let before = sharedRuns.all.count
    try await work([payload("Mail::Welcome", arguments)])
    #expect(sharedRuns.all.count == before)
    let failures = try harness.failures()
    #expect(failures.map(\.exception) == ["Lifeboat::UnfitArguments"])
    #expect(failures.map(\.error) == [message])
  }

  @Test func `a class that is discarded is acknowledged`() async throws {
    var configuration = harness.configuration()
    configuration.registry.discard("Old")
    try harness.session.push("default", payload("Old", "[1]"))
    try await harness.drain(configuration)
    #expect(try harness.session.text("resque:stat:processed") == "1")
    #expect(try harness.failures().isEmpty)
  }
}
