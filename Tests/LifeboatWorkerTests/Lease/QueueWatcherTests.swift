import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport
import Testing

@testable import LifeboatWorker

@Suite(.timeLimit(.minutes(10))) struct QueueWatcherTests {
  @Test func `a watcher at another server than the leaser's tells nothing`() {
    let signal = QueueSignal()
    let way = QueueSignal.Way.tracking(clientID: 7, server: "a")
    signal.open(way)
    #expect(signal.way == way && !signal.isApart)
    signal.leaserMoved(to: "b")
    #expect(signal.way == .none && signal.isApart)
    signal.leaserMoved(to: "a")
    #expect(signal.way == way && !signal.isApart)
    signal.leaserMoved(to: "b")
    signal.open(.peeking)
    #expect(signal.way == .peeking && !signal.isApart)
  }

  @Test func `a watcher that hears that the leaser has moved on connects anew`() async throws {
    let server = try RedisServer()
    let signal = QueueSignal()
    let control = WorkerControl()
    let log = LogLines()
    let watcher = QueueWatcher(
      source: Source(redis: server.url, queues: ["a"]), signal: signal, control: control, logger: log.logger)
    let run = Task { await watcher.run() }
    try await eventually("it listens") { signal.way != .none }
    guard case .tracking(let first, let runID) = signal.way else {
      Issue.record("\(signal.way)")
      return
    }
    watcher.interrupter.interrupt()
    signal.leaserMoved(to: "another")
    watcher.interrupter.interrupt()
    // Only then may the leaser be where it was: it would be no reason any more.
    let session = server.session()
    try await eventually("it listens on another connection") {
      let clients = try session.call(RedisCommand("CLIENT", "LIST")).string ?? ""
      return clients.split(separator: "\n").contains {
        $0.contains("name=lifeboat-watch") && $0.contains("sub=1") && !$0.hasPrefix("id=\(first) ")
      }
    }
    try await eventually("it says so") {
      signal.leaserMoved(to: runID)
      guard case .tracking(let second, runID) = signal.way else { return false }
      return second != first
    }
    control.hasLeft = true
    watcher.interrupter.interrupt()
    await run.value
  }
}
