import Foundation
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// Workers and enqueuers under the worker's rule.
@Suite struct WorkerAccessTests {
  private let handlers = #"""
    handlers:
      Ok: { command: [sh, -c, "echo ok >> $LEDGER"] }
      Bad: { command: [sh, -c, "echo bad >> $LEDGER; exit 1"] }
      Again: { command: [sh, -c, "echo again >> $LEDGER; exit 1"], retries: 2, retry_delay: [0s, 1s] }
      Later: { command: [sh, -c, "if [ -e $STAGE/later ]; then echo later >> $LEDGER; else touch $STAGE/later; exit 75; fi"], snooze: 1s }
      Hang: { command: [sh, -c, "if [ -e $STAGE/go ]; then echo done >> $LEDGER; else touch $STAGE/hangs; sleep 1000; fi"] }
    """#

  private func enqueue(_ access: AccessStage, _ words: String...) async throws {
    let result = try await access.run(
      "worker", ["enqueue"] + words + ["--queue", "default", "--dialect", access.app.dialect])
    #expect(result.ending == .exited(0), "\(words): \(result.errors)")
  }

  @Test(arguments: AccessCase.all)
  func `jobs run, fail, are retried, wait and are recovered, and nothing is refused`(app: AccessCase) async throws {
    let access = try AccessStage(app)
    let stage = access.stage
    try stage.write(handlers, to: "handlers.yml")
    let isSidekiq = app.dialect == "sidekiq"
    let first = try access.work("--queue", "default", "-c", "1")
    try await enqueue(access, "Hang")
    try await eventually("it hangs") {
      stage.bytes(of: "hangs").isEmpty && FileManager.default.fileExists(atPath: stage.folder.path + "/hangs")
    }
    first.kill()
    try stage.write("", to: "go")
    let second = try access.work("--queue", "default")
    try await stage.ledger(reaches: 1)
    for name in ["Ok", "Later", "Again"] { try await enqueue(access, name, "--token", name) }
    try await enqueue(access, "Bad", "[]")
    if isSidekiq {
      try await enqueue(access, "Ok", "--in", "1s")
      try await enqueue(access, "Bad", "--retry", "false")
    } else {
      try await enqueue(access, "Ok", "--active-job")
    }
    try await eventually("all came to their end; the ledger is \(stage.ledger)\n\(second.errorText)") {
      let counts = Dictionary(grouping: stage.ledger, by: \.self).mapValues(\.count)
      return counts["done"] == 1 && counts["later"] == 1 && counts["again"] == 3
        && counts["ok"] ?? 0 >= (isSidekiq ? 2 : 1)
        && counts["bad"] ?? 0 >= (isSidekiq ? 2 : 1)
    }
    second.send(SIGTERM)
    #expect(try await second.ending() == .exited(0))
    #expect(
      !second.errorText.contains("NOPERM") && !second.errorText.contains("refuses tracking"), "\(second.errorText)")
    #expect(try access.refusals() == [])
  }

  @Test(arguments: RedisRelease.here)
  func `a worker program of Swift needs no more`(release: RedisRelease) async throws {
    let access = try AccessStage(AccessCase(dialect: "resque", release: release, namespace: nil))
    try access.stage.push((0..<300).map { #"{"class":"SendWelcomeEmail","args":[\#($0),"a"]}"# }, to: "mail")
    let mailer = try BuiltProgram("Mailer", ["--drain"], environment: access.environment("worker"))
    #expect(try await mailer.ending() == .exited(0), "\(mailer.errorText)")
    #expect(try access.stage.stat("processed") == 300)
    #expect(try access.refusals() == [])
  }

  @Test(arguments: RedisRelease.here)
  func `a worker with a lesser user says which rule it needs`(release: RedisRelease) async throws {
    let access = try AccessStage(AccessCase(dialect: "resque", release: release, namespace: nil))
    try access.stage.write(handlers, to: "handlers.yml")
    let file = access.stage.folder.appending(path: "handlers.yml").path
    let result = try await access.run("viewer", ["work", "--queue", "default", "--handlers", file])
    #expect(result.ending == .exited(7), "\(result.errors)")
    #expect(result.errors.contains("This command needs the role worker: `lifeboat acl worker` prints its rule.\n"))
    #expect(try access.contents().isEmpty)
  }
}
