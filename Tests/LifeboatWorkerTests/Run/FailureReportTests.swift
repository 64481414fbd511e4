import LifeboatFormat
import Testing

@testable import LifeboatWorker

struct FailureReportTests {
  private struct Plain: Error {}
  private enum Nested: Error { case inner(Int) }

  @Test func `our own errors have the names of the one table`() {
    let unknown = UnknownClass(className: "A", near: [])
    let unfit = UnfitArguments.tooMany(className: "A", atMost: 1, got: 2)
    #expect(FailureReport(unknown) == FailureReport(.unknownClass, unknown.description))
    #expect(FailureReport(unfit) == FailureReport(.unfitArguments, unfit.description))
    #expect(
      FailureReport(MalformedPayload.empty) == FailureReport(.malformedPayload, MalformedPayload.empty.description))
    #expect(FailureReport(unknown).exception == "Lifeboat::UnknownClass")
    let killed = FailureReport(.killedChild, "by signal 9")
    #expect(FailureReport(CommandFailure(report: killed)) == killed)
  }

  @Test func `a job's own error has its type's whole name and describes itself`() {
    #expect(FailureReport(Refusal()).exception == "LifeboatWorkerTests.Refusal")
    #expect(FailureReport(Refusal()).message == Refusal().description)
    #expect(FailureReport(Plain()).exception == "LifeboatWorkerTests.FailureReportTests.Plain")
    #expect(FailureReport(Nested.inner(3)).message == "inner(3)")
    #expect(FailureReport(CancellationError()).exception == "Swift.CancellationError")
    #expect(FailureReport(Plain()).backtrace == [])
  }
}
