import Foundation
import LifeboatFormat
import LifeboatTestSupport
import Testing

@testable import LifeboatWorker

/// What becomes of jobs when children die, are stopped, or never start.
@Suite(.timeLimit(.minutes(10)))
struct StreamDeathTests {
  private func report(_ end: StreamEnd) -> FailureReport? {
    if case .failed(let report) = end { report } else { nil }
  }

  @Test func `the job that a child died of fails, and says what it died of`() async throws {
    let stage = try StreamStage()
    #expect(
      report(await stage.run("exit", 3))
        == FailureReport(
          exception: "Lifeboat::CommandFailed",
          message: "exited with status 3 before it answered; its last words:\nfarewell"))
    #expect(
      report(await stage.run("kill", 11))
        == FailureReport(
          exception: "Lifeboat::KilledChild", message: "was killed by SIGSEGV (11) and said nothing on standard error"))
    #expect(report(await stage.run("half"))?.message.hasPrefix("exited with status 0 before it answered") == true)
    #expect(await stage.run("ok") == .succeeded)
    await stage.pool.close()
  }

  @Test func `jobs that a dead child had not begun go to another`() async throws {
    let stage = try StreamStage()
    // Quick ones first, so that some are written ahead.
    for _ in 0..<20 { #expect(await stage.run("ok") == .succeeded) }
    async let held = stage.run("wait", "go")
    try await eventually { stage.exists("go.began") }
    let ends = await withTaskGroup(of: StreamEnd.self) { group in
      group.addTask { await stage.run("exit", 1) }
      for _ in 0..<20 { group.addTask { await stage.run("ok") } }
      stage.touch("go")
      return await group.reduce(into: [StreamEnd]()) { $0.append($1) }
    }
    #expect(await held == .succeeded)
    #expect(ends.count { $0 == .succeeded } == 20)
    #expect(ends.count { report($0) != nil } == 1)
    await stage.pool.close()
  }

  @Test func `where deaths return jobs, one that has ended three children fails`() async throws {
    let stage = try StreamStage { $0.onDeath = .return }
    #expect(await stage.run("kill", 9) == .returned)
    #expect(await stage.run("ok") == .succeeded)
    #expect(await stage.run("kill", 9) == .returned)
    #expect(
      report(await stage.run("kill", 9))
        == FailureReport(
          exception: "Lifeboat::KilledChild",
          message:
            "has ended 3 children of this worker; the last one was killed by SIGKILL (9) and said nothing on standard"
            + " error"))
    #expect(await stage.run("kill", 9) == .returned)
    await stage.pool.close()
  }

  @Test(arguments: [(1, "closed its standard output"), (0, "")])
  func `a child that closes an end is not waited for`(descriptor: Int, expected: String) async throws {
    let stage = try StreamStage { $0.command.timeout = .seconds(1) }
    let end = report(await stage.run("close", .integer(descriptor)))
    let message = expected.isEmpty ? "was stopped after running for 1s" : expected
    #expect(end?.message == "\(message) and said nothing on standard error")
    #expect(await stage.run("ok") == .succeeded)
    await stage.pool.close()
  }

  @Test func `a time-out ends the child, even a deaf one, and its job`() async throws {
    let stage = try StreamStage { $0.command.timeout = .milliseconds(500) }
    let pid = try #require(await stage.pid())
    #expect(
      report(await stage.run("deaf"))
        == FailureReport(
          exception: "Lifeboat::JobTimeout",
          message: "was stopped after running for 500ms and said nothing on standard error"))
    #expect(kill(pid_t(pid), 0) != 0)
    #expect(await stage.run("ok") == .succeeded)
    #expect(stage.log.containing("warning") == [])
    await stage.pool.close()
  }

  @Test func `a cancelled job's child is gone before the job ends, and a job that waits ends at once`() async throws {
    let stage = try StreamStage()
    let pid = try #require(await stage.pid())
    let held = Task { await stage.run("wait", "never") }
    try await eventually { stage.exists("never.began") }
    let behind = Task { await stage.run("ok") }
    let given = Task { await stage.run("ok") }
    behind.cancel()
    held.cancel()
    #expect(await held.value == .cancelled)
    #expect(kill(pid_t(pid), 0) != 0)
    #expect(await behind.value == .cancelled)
    #expect(await given.value == .succeeded)
    await stage.pool.close()
  }

  @Test func `a program that never works fails the jobs that wait, and says so once`() async throws {
    let stage = try StreamStage("import sys; sys.exit('no database')")
    let message = "no child could be started: exited with status 1 before it answered; its last words:\nno database"
    #expect(report(await stage.run("ok")) == FailureReport(exception: "Lifeboat::CommandFailed", message: message))
    #expect(report(await stage.run("ok"))?.message == message)
    #expect(stage.log.containing("a child has failed").filter { $0.hasPrefix("warning") }.count == 1)
    #expect(stage.log.containing("no child works; jobs fail until one does").count == 1)
    await stage.pool.close()
  }

  @Test func `a program that is not there fails the jobs that wait`() async throws {
    let stage = try StreamStage { $0.command.arguments = ["/no/such/program"] }
    let message = report(await stage.run("ok"))?.message
    #expect(message?.hasPrefix("no child could be started: exited with status 127") == true, "\(message ?? "")")
    await stage.pool.close()
  }

  @Test func `what a child prints before its first answer is shown`() async throws {
    let stage = try StreamStage("print('Welcome!', flush=True)\n" + StreamStage.child)
    let message = try #require(report(await stage.run("ok"))?.message)
    #expect(message.contains("no answer: Welcome! (expected {\"pong\":1}; print to standard error instead)"))
    await stage.pool.close()
  }

  @Test func `a child that gives no sign of life is replaced before it gets a job`() async throws {
    var patience = StreamStage.patience
    patience.idle = .milliseconds(50)
    patience.ping = .milliseconds(200)
    let child = StreamStage.child.replacing(
      "if \"ping\" in job:", with: "if \"ping\" in job and (job['ping'] < 3 or os.path.exists(path('well'))):")
    let stage = try StreamStage(child, patience: patience)
    let pid = try #require(await stage.pid())
    try await stage.isGone(pid)
    try await eventually { !stage.log.containing("gave no sign of life for 200ms").isEmpty }
    // On a busy machine several children may fall silent in a row before this one's word is out.
    stage.touch("well")
    try await eventually { await stage.run("ok") == .succeeded }
    await stage.pool.close()
  }
}

extension String {
  fileprivate func replacing(_ part: String, with other: String) -> String {
    replacingOccurrences(of: part, with: other)
  }
}
