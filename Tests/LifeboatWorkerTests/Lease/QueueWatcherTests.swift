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
    let first = signal.way
    watcher.interrupter.interrupt()
    signal.leaserMoved(to: "another")
    watcher.interrupter.interrupt()
    try await eventually("it listens anew") {
      signal.leaserMoved(to: try server.session().runID())
      return signal.way != .none && signal.way != first
    }
    control.hasLeft = true
    watcher.interrupter.interrupt()
    await run.value
  }
}

extension RedisSession {
  fileprivate func runID() throws -> String {
    try connect()
    return server?.runID ?? ""
  }
}
