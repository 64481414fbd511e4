import Foundation
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// The clients in `examples/stream`, run by the languages that they are for.
@Suite(.timeLimit(.minutes(10)))
struct StreamExamplesTests {
  /// Works jobs with the example's handlers file until its queues are empty.
  private func drain(_ stage: Stage) async throws -> Finished {
    let examples = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "examples/stream/handlers.yml")
    return try await stage.lifeboat("work", "--drain", "--handlers", examples.path)
  }

  private func error(_ stage: Stage) throws -> [String: Any] {
    let failures = try stage.failures()
    try #require(failures.count == 1)
    return failures[0]
  }

  @Test func `Python's client works jobs, and says an error with its place`() async throws {
    let stage = try Stage()
    try stage.push(
      [
        #"{"class":"Thumbnail","args":["cat 🐈.png","small"]}"#, #"{"class":"Thumbnail","args":["cat.png","huge"]}"#,
        "{\"class\":\"Nothing\",\n\"args\":[1,\n2]}",
      ], to: "images")
    let worker = try await drain(stage)
    #expect(worker.ending == .exited(0))
    #expect(worker.errors.contains(" INFO  thumbnail cat 🐈.png 160 "), "\(worker.errors)")
    let failure = try error(stage)
    #expect(failure["exception"] as? String == "ValueError")
    #expect(failure["error"] as? String == "unknown size 'huge'; expected one of: small, medium")
    let frames = try #require(failure["backtrace"] as? [String])
    #expect(frames.first?.hasSuffix("jobs.py:11:in `thumbnail'") == true, "\(frames)")
    #expect(try stage.stat("processed") == 3)
  }

  @Test func `Ruby's client works jobs, and says an error as Ruby does`() async throws {
    let stage = try Stage()
    try stage.push(
      [#"{"class":"Invoice","args":[7,100]}"#, #"{"class":"Invoice","args":[8,-100]}"#], to: "billing")
    let worker = try await drain(stage)
    #expect(worker.ending == .exited(0))
    #expect(worker.errors.contains(" INFO  invoice 7 over 100 cents "))
    let failure = try error(stage)
    #expect(failure["exception"] as? String == "ArgumentError")
    #expect(failure["error"] as? String == "an invoice of -100 cents")
    let frames = try #require(failure["backtrace"] as? [String])
    #expect(frames.first?.contains("jobs.rb:9:in `block in <main>'") == true, "\(frames)")
  }

  @Test func `the shell's client works jobs, and an error is what was said`() async throws {
    let stage = try Stage()
    try stage.push(
      [#"{"class":"RotateLogs","args":["web"]}"#, #"{"class":"RotateLogs","args":[7]}"#], to: "maintenance")
    let worker = try await drain(stage)
    #expect(worker.ending == .exited(0))
    #expect(worker.errors.contains(#" INFO  rotated "web" "#), "\(worker.errors)")
    let failure = try error(stage)
    #expect(failure["exception"] as? String == "Lifeboat::CommandFailed")
    #expect(failure["error"] as? String == "expected the name of a service as the only argument")
    #expect(try stage.stat("processed") == 2)
  }
}
