import Foundation
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// What signals do to a worker.
@Suite struct SignalTests {
  /// Each job says that it began, and waits for a file called `go`.
  private static let waiting = #"""
    handlers:
      Wait:
        command: [sh, -c, "echo began >> $LEDGER; while [ ! -e $STAGE/go ]; do sleep 0.02; done; echo ended >> $LEDGER"]
    """#

  @Test(arguments: [SIGTSTP, SIGUSR2])
  func `a quiet worker takes nothing more, returns what has not begun, and works again`(signal: CInt) async throws {
    let stage = try Stage()
    try stage.push("Wait", numbers: 0..<3)
    let worker = try stage.worker("--queue", "default", "-c", "1", handlers: Self.waiting)
    try await stage.ledger(reaches: 1)
    worker.send(signal)
    try await eventually { worker.errorText.contains("quiet: no more jobs are taken") }
    try stage.write("", to: "go")
    try await stage.ledger(reaches: 2)
    try await eventually { try stage.inFlight() == 0 }
    #expect(try stage.queue() == [#"{"class":"Wait","args":[1]}"#, #"{"class":"Wait","args":[2]}"#])
    worker.send(SIGCONT)
    try await stage.ledger(reaches: 6)
    worker.send(SIGTERM)
    #expect(try await worker.ending() == .exited(0))
    #expect(try stage.stat("processed") == 3)
  }

  @Test func `jobs that were leased ahead go back to the front in order when a worker goes quiet`() async throws {
    let stage = try Stage()
    let mailer = try await stage.mailerWithJobsInHand()
    mailer.send(SIGTSTP)
    let rest = (300..<340).map { #"{"class":"SendWelcomeEmail","args":[\#($0),"a"]}"# }
    try await eventually("the rest is in the queue") { try stage.queue("mail") == rest }
    #expect(try stage.inFlight() == 1)
    mailer.kill()
  }

  @Test func `TTIN logs what runs`() async throws {
    let stage = try Stage()
    try stage.push("Wait", numbers: 0..<2)
    let worker = try stage.worker("--queue", "default", "-c", "2", handlers: Self.waiting)
    try await stage.ledger(reaches: 2)
    worker.send(SIGTTIN)
    try await eventually {
      worker.errorText.components(separatedBy: " running class=Wait queue=default since=").count == 3
    }
    #expect(worker.errorText.contains("running jobs count=2"))
  }

  @Test func `USR1, HUP and PIPE do not kill a worker`() async throws {
    let stage = try Stage()
    let worker = try stage.worker(
      "--queue", "default", handlers: #"handlers: { Say: { command: [sh, -c, "cat >> $LEDGER"] } }"#)
    try await eventually { try stage.call("SCARD", "resque:workers").int == 10 }
    for signal in [SIGUSR1, SIGHUP, SIGPIPE] { worker.send(signal) }
    try stage.push("Say", numbers: 0..<1)
    try await stage.ledger(reaches: 1)
    #expect(worker.isRunning)
    worker.send(SIGTERM)
    #expect(try await worker.ending() == .exited(0))
  }

  @Test(arguments: [SIGTERM, SIGINT, SIGQUIT])
  func `a worker that is told to stop finishes the job that runs, and exits with 0`(signal: CInt) async throws {
    let stage = try Stage()
    try stage.push("Wait", numbers: 0..<3)
    let worker = try stage.worker("--queue", "default", "-c", "1", handlers: Self.waiting)
    try await stage.ledger(reaches: 1)
    worker.send(signal)
    try await eventually { worker.errorText.contains("stopping: waiting") }
    #expect(worker.isRunning)
    try stage.write("", to: "go")
    #expect(try await worker.ending() == .exited(0))
    #expect(stage.ledger == ["began", "ended"])
    #expect(try stage.stat("processed") == 1)
    #expect(try stage.queue() == [#"{"class":"Wait","args":[1]}"#, #"{"class":"Wait","args":[2]}"#])
    #expect(try stage.call("SCARD", "resque:workers").int == 0)
    #expect(try stage.call("EXISTS", "resque:lifeboat:resque:processes").int == 0)
  }

  @Test func `a stop that has waited long enough cancels the job and puts it back at the front`() async throws {
    let stage = try Stage()
    try stage.push("Wait", numbers: 0..<3)
    let worker = try stage.worker("--queue", "default", "-c", "2", "--timeout", "1s", handlers: Self.waiting)
    try await stage.ledger(reaches: 2)
    worker.send(SIGTERM)
    #expect(try await worker.ending() == .exited(0))
    #expect(try stage.queue() == (0..<3).map { #"{"class":"Wait","args":[\#($0)]}"# })
    #expect(stage.ledger == ["began", "began"])
    #expect(try stage.stat("failed") == 0)
  }

  @Test func `INT twice cancels at once and the job is back in its queue`() async throws {
    let stage = try Stage()
    try stage.push("Wait", numbers: 0..<1)
    let worker = try stage.worker("--queue", "default", "--timeout", "1h", handlers: Self.waiting)
    try await stage.ledger(reaches: 1)
    worker.send(SIGINT)
    try await eventually { worker.errorText.contains("stopping: waiting up to 1h") }
    worker.send(SIGINT)
    #expect(try await worker.ending() == .exited(0))
    #expect(try stage.queue() == [#"{"class":"Wait","args":[0]}"#])
    #expect(stage.ledger == ["began"])
    #expect(try stage.failures().isEmpty)
  }

  @Test func `QUIT waits for as long as a job takes, until a TERM sets a limit`() async throws {
    let stage = try Stage()
    try stage.push("Wait", numbers: 0..<1)
    let worker = try stage.worker("--queue", "default", "--timeout", "1s", handlers: Self.waiting)
    try await stage.ledger(reaches: 1)
    worker.send(SIGQUIT)
    try await eventually { worker.errorText.contains("stopping: waiting as long as it takes") }
    #expect(!worker.errorText.contains("the time to finish is over"))
    #expect(worker.isRunning)
    worker.send(SIGTERM)
    #expect(try await worker.ending() == .exited(0))
    #expect(try stage.queue() == [#"{"class":"Wait","args":[0]}"#])
  }
}
