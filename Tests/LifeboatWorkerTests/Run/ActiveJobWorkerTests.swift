import LifeboatClient
import LifeboatFormat
import LifeboatRedis
import Testing

@testable import LifeboatWorker

/// Where the jobs of this file note what they got.
private let sharedRuns = Runs()

private struct Welcome: Job {
  static let className = "WelcomeJob"
  var user: GlobalID
  var wait: Duration?

  func perform(_ context: JobContext) async throws {
    sharedRuns.add(
      "\(user.id) \(wait ?? .zero) \(context.className) \(context.attempt) \(context.activeJob?.jobID ?? "-")")
  }
}

@Suite(.serialized, .timeLimit(.minutes(10)))
struct ActiveJobWorkerTests {
  private let harness: WorkerHarness

  init() throws { harness = try WorkerHarness() }

  private func work(_ payloads: [String]) async throws {
    var configuration = harness.configuration(["mail"])
    configuration.register(Welcome.self)
    try harness.session.push("mail", payloads)
    try await harness.drain(configuration)
  }

  /// An Active Job's payload.
  private func wrapped(_ arguments: String, executions: Int = 0, className: String = "WelcomeJob") -> String {
    payload(
      ActiveJobEnvelope.resqueWrapper,
      #"[{"job_class":"\#(className)","job_id":"x","arguments":\#(arguments),"executions":\#(executions)}]"#)
  }

  @Test func `a job runs whether it is wrapped or plain, and knows its attempt`() async throws {
    let duration = #"{"_aj_serialized":"ActiveJob::Serializers::DurationSerializer","value":90,"parts":[]}"#
    try await work([
      wrapped(#"[{"_aj_globalid":"gid://shop/User/a+b"},\#(duration)]"#, executions: 4),
      payload("WelcomeJob", #"["gid://shop/User/5",1.5]"#),
    ])
    #expect(
      sharedRuns.all == ["a b 90.0 seconds WelcomeJob 5 x", "5 1.5 seconds WelcomeJob 1 -"])
    #expect(try harness.failures().isEmpty)
  }

  @Test(arguments: [
    (#"["nobody"]"#, "WelcomeJob", "UnfitArguments", "Argument 1 of WelcomeJob (user) must be a value that GlobalID"),
    (
      "[]", "WelcomeJob", "UnfitArguments",
      "WelcomeJob needs at least 1 argument, but the payload has 0: user is missing."
    ),
    ("[]", "OtherJob", "UnknownClass", "no handler is registered for the class OtherJob"),
    ("7", "WelcomeJob", "MalformedPayload", "The Active Job's arguments are a number; an array was expected."),
  ])
  func `an Active Job that cannot run fails with its payload's exact bytes`(
    arguments: String, className: String, exception: String, message: String
  ) async throws {
    let job = wrapped(arguments, className: className)
    try await work([job])
    let entry = try #require(try harness.failures().first)
    #expect(entry.payload.map { String(decoding: $0.bytes, as: UTF8.self) } == job)
    #expect(entry.exception?.hasSuffix(exception) == true, "\(entry.exception ?? "")")
    #expect(entry.error?.hasPrefix(message) == true, "\(entry.error ?? "")")
  }
}
