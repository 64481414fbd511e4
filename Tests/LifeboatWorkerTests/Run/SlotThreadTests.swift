import LifeboatRedis
import Synchronization
import Testing

@testable import LifeboatWorker

struct SlotThreadTests {
  /// A system that has no thread left, until it has.
  private final class System: Sendable {
    let isFull = Mutex(true)

    func thread(_ name: String) throws(ThreadRefused) -> TaskThread {
      guard !isFull.withLock({ $0 }) else { throw ThreadRefused(number: 11) }
      return try TaskThread(name: name)
    }
  }

  private let system = System()
  private let log = LogLines()

  private func slot() -> SlotThread {
    SlotThread(slot: 4, logger: log.logger) { [system] name throws(ThreadRefused) in try system.thread(name) }
  }

  private func context() -> JobContext { JobContext(className: "A") }

  @Test func `while the system refuses a thread, jobs that block run without, and that is said once`() async throws {
    let slot = slot()
    let runs = Runs()
    for timeout in [nil, Duration.seconds(3600)] {
      let bounds = JobBounds(JobOptions(timeout: timeout, blocking: true))
      try await bounds.run(context(), on: slot) { runs.add("\(timeout == nil)") }
    }
    #expect(runs.all == ["true", "false"])
    #expect(
      log.all == [
        "error: a blocking job has no thread of its own and holds up others: the system refuses another thread (errno 11);"
          + " raise its limit (ulimit -u) thread=lifeboat-job-5"
      ])
  }

  @Test func `once the system has a thread again, the slot gets it and keeps it`() throws {
    let slot = slot()
    #expect(slot.executor == nil)
    system.isFull.withLock { $0 = false }
    let thread = try #require(slot.executor)
    system.isFull.withLock { $0 = true }
    #expect(slot.executor === thread)
    slot.release()
    #expect(slot.executor == nil)
    #expect(log.all.count == 1)
  }
}
