import Foundation
import LifeboatFormat
import LifeboatTestSupport
import Testing

@testable import LifeboatWorker

/// Jobs through a pool of real children, and answers that are none.
@Suite(.timeLimit(.minutes(10)))
struct StreamPoolTests {
  @Test func `one child works many jobs, and says how each ended`() async throws {
    let stage = try StreamStage()
    let pid = await stage.pid()
    #expect(await stage.run("ok") == .succeeded)
    #expect(await stage.run("answer", ["snooze": 30]) == .snoozed(.seconds(30)))
    #expect(await stage.run("answer", ["snooze": true]) == .snoozed(nil))
    #expect(
      await stage.run("answer", ["error": "late", "exception": "Net::ReadTimeout", "backtrace": ["a.rb:1", "b.rb:2"]])
        == .failed(FailureReport(exception: "Net::ReadTimeout", message: "late", backtrace: ["a.rb:1", "b.rb:2"])))
    #expect(await stage.pid() == pid)
    await stage.pool.close()
    #expect(kill(pid_t(try #require(pid)), 0) != 0)
    #expect(stage.log.containing("warning") == [])
  }

  @Test func `many jobs at once are all answered by all children`() async throws {
    let stage = try StreamStage { $0.processes = 3 }
    let pids = await withTaskGroup(of: Int?.self) { group in
      for _ in 0..<3_000 { group.addTask { await stage.pid() } }
      return await group.reduce(into: [Int?]()) { $0.append($1) }
    }
    #expect(pids.count == 3_000 && !pids.contains(nil))
    #expect((1...3).contains(Set(pids).count))
    await stage.pool.close()
    for pid in Set(pids).compactMap(\.self) { #expect(kill(pid_t(pid), 0) != 0) }
  }

  @Test func `a pool that is closed starts again with the next job`() async throws {
    let stage = try StreamStage()
    let first = await stage.pid()
    await stage.pool.close()
    await stage.pool.close()
    let second = await stage.pid()
    #expect(first != nil && second != nil && first != second)
    await stage.pool.close()
  }

  @Test(arguments: [
    ("hello world", "hello world"), ("", ""), (#"{"id":ID}"#, #"{"id":"#),
    (#"{"id":0,"ok":true}"#, #"{"id":0,"ok":true}"#),
    (#"{"id":99,"ok":true}"#, #"{"id":99,"ok":true}"#), (#"{"pong":1}"#, #"{"pong":1}"#),
  ])
  func `a line that is no answer fails its job, is shown, and costs the child its place`(
    line: String, shown: String
  ) async throws {
    let stage = try StreamStage()
    let pid = try #require(await stage.pid())
    guard case .failed(let report) = await stage.run("instead", .string(line)) else {
      Issue.record("it did not fail")
      return
    }
    #expect(report.exception == "Lifeboat::CommandFailed")
    #expect(report.message.hasPrefix("wrote a line to standard output that is no answer: \(shown)"))
    #expect(report.message.contains("(expected an answer to job 2; print to standard error instead)"))
    #expect(kill(pid_t(pid), 0) != 0)
    #expect(await stage.run("ok") == .succeeded)
    await stage.pool.close()
  }

  @Test func `a second answer is the next job's trouble or nobody's, and the child is replaced`() async throws {
    let stage = try StreamStage()
    let pid = try #require(await stage.pid())
    #expect(await stage.run("instead", .string(#"{"id":ID,"ok":true}"# + "\n" + #"{"id":ID,"ok":true}"#)) == .succeeded)
    try await stage.isGone(pid)
    try await eventually { !stage.log.containing("no answer").isEmpty }
    #expect(stage.log.containing("expected nothing").count == 1)
    await stage.pool.close()
  }

  @Test func `bytes that are no text are shown as far as they can be`() async throws {
    let stage = try StreamStage()
    guard case .failed(let report) = await stage.run("bytes", [0, 255, 27, 91]) else {
      Issue.record("it did not fail")
      return
    }
    #expect(report.message.contains(#"no answer: \u{0}"#))
    #expect(report.message.contains(#"\u{1b}["#))
    await stage.pool.close()
  }

  @Test func `an answer of more than a megabyte is refused, one of less is not`() async throws {
    let stage = try StreamStage()
    let text = String(repeating: "x", count: 1_000_000)
    guard case .failed(let report) = await stage.run("answer", ["error": .string(text)]) else {
      Issue.record("it did not fail")
      return
    }
    #expect(report.message == text)
    guard case .failed(let refused) = await stage.run("answer", ["error": .string(text + text)]) else {
      Issue.record("it did not fail")
      return
    }
    #expect(refused.message == "answered with a line of more than 1048576 bytes and said nothing on standard error")
    await stage.pool.close()
  }

  @Test func `a payload of ten megabytes reaches a child, and a child that fills standard error is read`() async throws
  {
    let stage = try StreamStage()
    #expect(await stage.run("ok", .string(String(repeating: "0123456789", count: 1_000_000))) == .succeeded)
    #expect(await stage.run("chatter") == .succeeded)
    #expect(await stage.run("ok") == .succeeded)
    try await eventually { !stage.log.containing("stream=stderr").isEmpty }
    #expect(stage.log.containing("class=Do").contains { $0.contains("stream=stderr") })
    await stage.pool.close()
  }
}
