import LifeboatRedis
import Synchronization
import Testing

@testable import LifeboatWorker

@Suite(.timeLimit(.minutes(10)))
struct LimitWatchTests {
  @Test func `memory is looked at until it is too much, and then no more`() async {
    let readings = Mutex([50, 100, 101, 5_000])
    let reached = Mutex<[ReachedLimit]>([])
    let watch = LimitWatch(
      WorkerLimits(memory: 100), resident: { readings.withLock { $0.removeFirst() } },
      end: { limit in reached.withLock { $0.append(limit) } })
    await watch.run()
    #expect(reached.withLock { $0 } == [.memory(resident: 101, most: 100)])
    #expect(readings.withLock { $0 } == [5_000])
  }

  @Test func `an age is waited for without a look at memory`() async {
    let reached = Mutex<[ReachedLimit]>([])
    let begin = SuspendingClock.now
    let watch = LimitWatch(
      WorkerLimits(age: .milliseconds(1_500)),
      resident: {
        Issue.record("nobody asked for memory")
        return 0
      }, end: { limit in reached.withLock { $0.append(limit) } })
    await watch.run()
    let all = reached.withLock { $0 }
    guard all.count == 1, case .age(let found, let most) = all[0] else {
      Issue.record("\(all)")
      return
    }
    #expect(most == .milliseconds(1_500))
    #expect(found >= most && found <= SuspendingClock.now - begin)
  }

  @Test func `a watch that is over says nothing`() async {
    let watch = LimitWatch(WorkerLimits(memory: 0, age: .seconds(3_600)), end: { Issue.record("\($0)") })
    watch.over.signal()
    await watch.run()
  }

  @Test func `what this process has is known here`() {
    #expect(ProcessMemory.bytes > 1_000_000)
    #expect(ProcessMemory.kilobytes > 1_000)
  }
}
