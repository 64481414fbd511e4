import Foundation
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// `lifeboat work` with programs that fail and are tried again.
@Suite struct CommandRetryTests {
  private let counter = "resque:resque-retry:Fail:356a192b7913b04c54574d18c28d46e6395428ab"

  @Test func `a program is tried as often as its handler says, and knows which attempt it is`() async throws {
    let stage = try Stage()
    try stage.push("Fail", numbers: 1..<2)
    let worker = try await stage.drain(
      handlers: #"""
        handlers:
          Fail:
            command: [sh, -c, "echo $LIFEBOAT_ATTEMPT >> $LEDGER; exit 3"]
            retries: 2
        """#)
    #expect(worker.ending == .exited(0))
    #expect(stage.ledger == ["1", "2", "3"])
    #expect(try stage.failures().count == 1)
    #expect(try stage.stat("failed") == 3)
    #expect(worker.errors.contains("job failed; it runs again at once attempt=1 class=Fail"))
    #expect(worker.errors.contains("job failed attempt=3 class=Fail"))
    #expect(try stage.call("EXISTS", counter).int == 0)
  }

  @Test func `a program that succeeds after a while leaves no trace of its failures`() async throws {
    let stage = try Stage()
    try stage.push("Fail", numbers: 1..<2)
    let worker = try stage.worker(
      "--queue", "default",
      handlers: #"""
        handlers:
          Fail:
            command: [sh, -c, "echo $LIFEBOAT_ATTEMPT >> $LEDGER; [ $LIFEBOAT_ATTEMPT = 3 ]"]
            retries: unlimited
            retry_delay: [0s, 1s]
        """#)
    try await eventually("it succeeds") { try stage.stat("processed") == 3 }
    worker.send(SIGTERM)
    #expect(try await worker.ending() == .exited(0))
    #expect(stage.ledger == ["1", "2", "3"])
    #expect(try stage.failures().isEmpty)
    let left = ["resque:delayed_queue_schedule", counter].map { try? stage.call("EXISTS", $0).int }
    #expect(left == [0, 0])
  }

  @Test func `a worker that is killed uses no attempt, and what waits is not lost with it`() async throws {
    let stage = try Stage()
    try stage.push("Fail", numbers: 1..<3)
    let handlers = #"""
      handlers:
        Fail:
          command: [sh, -c, "echo $LIFEBOAT_ATTEMPT >> $LEDGER; grep -qF '[2' || sleep 3600; exit 1"]
          retries: 5
          retry_delay: 1h
      """#
    let worker = try stage.worker("--queue", "default", "-c", "2", "--lease", "1s", handlers: handlers)
    try await eventually("one waits, one runs") { try stage.stat("failed") == 1 && stage.ledger.count == 2 }
    worker.send(SIGKILL)
    _ = try await worker.ending()
    let next = try stage.worker("--queue", "default", "-c", "2", "--lease", "1s", handlers: handlers)
    try await stage.ledger(reaches: 3)
    #expect(stage.ledger == ["1", "1", "1"])
    #expect(try stage.call("EXISTS", counter).int == 0)
    #expect(try stage.call("ZCARD", "resque:delayed_queue_schedule").int == 1)
    next.send(SIGKILL)
    _ = try await next.ending()
  }
}
