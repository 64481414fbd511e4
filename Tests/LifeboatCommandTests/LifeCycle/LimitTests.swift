import Foundation
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// `--max-jobs`, `--max-memory` and `--max-age`: a stop with an exit code of its own.
@Suite(.timeLimit(.minutes(10)))
struct LimitTests {
  /// `Note` writes down its payload; `Wait` says that it began, and waits for a file called `go`.
  private let handlers = #"""
    handlers:
      Note:
        command: [sh, -c, "cat >> $LEDGER"]
      Wait:
        command: [sh, -c, "echo began >> $LEDGER; while [ ! -e $STAGE/go ]; do sleep 0.02; done; echo ended >> $LEDGER"]
    """#

  private func payloads(_ className: String, _ numbers: Range<Int>) -> [String] {
    numbers.map { #"{"class":"\#(className)","args":[\#($0)]}"# }
  }

  @Test(arguments: [1, 10])
  func `a worker runs as many jobs as it may, and exits with 8`(slots: Int) async throws {
    let stage = try Stage()
    try stage.push("Note", numbers: 0..<30)
    let health = stage.folder.appending(path: "health.json").path
    let worker = try stage.worker(
      "--queue", "default", "-c", "\(slots)", "--max-jobs", "10", "--health-file", health, handlers: handlers)
    #expect(try await worker.ending() == .exited(8))
    #expect(stage.ledger.count == 10)
    #expect(try (stage.ledger + stage.queue()).sorted() == payloads("Note", 0..<30).sorted())
    #expect(try stage.stat("processed") == 10)
    #expect(worker.errorText.contains("limits of this process max_jobs=10\n"))
    #expect(worker.errorText.contains("a limit is reached found=10 limit=jobs most=10\n"))
    #expect(!worker.errorText.contains("error: "))
    #expect(!FileManager.default.fileExists(atPath: health))
    #expect(try stage.call("SCARD", "resque:workers").int == 0)
  }

  @Test func `a program of one's own has the flags and the exit code too`() async throws {
    let stage = try Stage()
    try stage.push(payloads("SendWelcomeEmail", 0..<5).map { $0.replacing("]", with: #","a"]"#) }, to: "mail")
    let mailer = try stage.mailer("--max-jobs", "3")
    #expect(try await mailer.ending() == .exited(8))
    #expect(try stage.stat("processed") == 3)
    #expect(try stage.queue("mail").count == 2)
  }

  @Test func `a worker that has grown exits with 8 when its job is done`() async throws {
    let stage = try Stage()
    try stage.push([#"{"class":"Grow","args":["a",200]}"#])
    let worker = try BuiltProgram(
      "LifeboatTrial",
      ["--redis", stage.redis.urlText, "--queue", "default", "-c", "1", "--max-memory", "200MB"],
      environment: ["LEDGER": stage.folder.path, "LEDGER_WORKER": "w"])
    #expect(try await worker.ending() == .exited(8))
    #expect(stage.ledger == ["a START w 1", "a END w 1"])
    let line = try #require(worker.errorText.split(separator: "\n").first { $0.contains("a limit is reached") })
    #expect(line.contains(/found="\d{3}\.\d MB" limit=memory most="(18|19|20)\d\.\d MB"/), "\(line)")
    #expect(try stage.inFlight() == 0)
  }

  @Test func `an old worker puts back what does not end in time, and exits with 8`() async throws {
    let stage = try Stage()
    try stage.push("Wait", numbers: 0..<3)
    let worker = try stage.worker(
      "--queue", "default", "-c", "2", "--max-age", "1s", "--timeout", "1s", handlers: handlers)
    #expect(try await worker.ending() == .exited(8))
    #expect(try stage.queue() == payloads("Wait", 0..<3))
    #expect(!stage.ledger.contains("ended"))
    #expect(try stage.stat("failed") == 0)
  }

  @Test func `a quiet worker that is old enough exits with 8`() async throws {
    let stage = try Stage()
    try stage.push("Note", numbers: 0..<1)
    let worker = try stage.worker("--queue", "other", "--max-age", "3s", handlers: handlers)
    try await eventually("it listens") { worker.errorText.contains(" working ") }
    worker.send(SIGTSTP)
    #expect(try await worker.ending() == .exited(8))
    #expect(try stage.queue() == payloads("Note", 0..<1))
  }

  @Test(arguments: [SIGTERM, SIGINT, SIGQUIT])
  func `a signal while a worker stops at its limit has it exit with 0`(signal: CInt) async throws {
    let stage = try Stage()
    try stage.push("Wait", numbers: 0..<2)
    let worker = try stage.worker("--queue", "default", "-c", "1", "--max-jobs", "1", handlers: handlers)
    try await stage.ledger(reaches: 1)
    try await eventually("the limit is told") { worker.errorText.contains("a limit is reached") }
    worker.send(signal)
    try await eventually("the stop is told") { worker.errorText.contains("stopping: waiting") }
    try stage.write("", to: "go")
    #expect(try await worker.ending() == .exited(0))
    #expect(stage.ledger == ["began", "ended"])
    #expect(try stage.queue() == payloads("Wait", 1..<2))
  }

  @Test func `a Redis that does not answer any more does not keep a worker that has run its jobs`() async throws {
    let stage = try Stage()
    try stage.push("Wait", numbers: 0..<1)
    let worker = try stage.worker(
      "--queue", "default", "--max-jobs", "1", "--timeout", "1s", handlers: handlers)
    try await stage.ledger(reaches: 1)
    stage.redis.pause()
    try stage.write("", to: "go")
    #expect(try await worker.ending() == .exited(8))
    #expect(worker.errorText.contains("leaving without"))
    stage.redis.resume()
  }

  @Test func `nor does one that was never there`() async throws {
    let stage = try Stage()
    stage.redis.kill()
    let worker = try BuiltProgram("Mailer", ["--redis", stage.redis.urlText, "--max-age", "1s"])
    #expect(try await worker.ending() == .exited(8))
    #expect(worker.errorText.contains("a limit is reached found="))
  }

  @Test(arguments: [
    (["--max-jobs", "0"], "--max-jobs: expected 1 or more, got 0"),
    (["--max-memory", "400"], "\"400\" is no number of bytes: expected a unit behind the number"),
    (["--max-memory", "1MB"], "max memory is 1.0 MB, but this process has "),
    (["--max-age", "0s"], "--max-age: expected 1s or more, got 0s"),
  ])
  func `a limit that cannot be is refused before anything starts`(arguments: [String], sentence: String) async throws {
    let stage = try Stage()
    let mailer = try await Finished(try BuiltProgram("Mailer", ["--redis", stage.redis.urlText] + arguments))
    #expect(mailer.ending == .exited(2), "\(mailer.errors)")
    #expect(mailer.errors.contains(sentence), "\(mailer.errors)")
    #expect(try stage.call("DBSIZE").int == 0)
  }
}
