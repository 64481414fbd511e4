import Foundation
import LifeboatClient
import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport
import Synchronization
import Testing

@testable import LifeboatWorker

/// Blocks its thread until the test lets it go, then awaits something and looks where it is.
private struct Blocker: Job {
  static let className = "Blocker"
  static let options = JobOptions(blocking: true)
  var number: Int

  func perform(_ context: JobContext) async throws {
    let threads = context[Threads.self]
    threads?.note(number)
    context[Door.self]?.pass()
    try await Task.sleep(for: .milliseconds(1))
    await Elsewhere().visit()
    async let child: Void = threads?.note(number) ?? ()
    await child
    threads?.note(number)
  }
}

private actor Elsewhere {
  func visit() {}
}

/// Which threads each job was seen on.
private final class Threads: Sendable {
  private let seen = Mutex<[Int: [UInt]]>([:])

  var all: [Int: [UInt]] { seen.withLock { $0 } }

  func note(_ job: Int) { seen.withLock { $0[job, default: []].append(Self.current) } }

  static var current: UInt {
    #if canImport(Darwin)
      UInt(bitPattern: pthread_self())
    #else
      UInt(pthread_self())
    #endif
  }
}

/// Holds up threads, not tasks.
private final class Door: Sendable {
  private let condition = NSCondition()
  private let isOpen = Mutex(false)

  func pass() {
    condition.withLock {
      while !isOpen.withLock({ $0 }) { condition.wait() }
    }
  }

  func open() {
    condition.withLock {
      isOpen.withLock { $0 = true }
      condition.broadcast()
    }
  }
}

@Suite(.serialized, .timeLimit(.minutes(10)))
struct BlockingTests {
  private let harness: WorkerHarness
  private let threads = Threads()
  private let door = Door()

  init() throws { harness = try WorkerHarness() }

  private func configuration(_ concurrency: Int) -> WorkerConfiguration {
    var configuration = harness.configuration(concurrency: concurrency)
    configuration.register(Blocker.self)
    configuration.use(Lend(threads))
    configuration.use(Lend(door))
    return configuration
  }

  @Test func `more jobs block than the pool has threads, and others still run`() async throws {
    let blockers = ProcessInfo.processInfo.activeProcessorCount + 8
    var configuration = configuration(blockers + 1)
    let pool = Mutex<Set<UInt>>([])
    configuration.register("Plain") { (_: JobContext, _: Int) in _ = pool.withLock { $0.insert(Threads.current) } }
    defer { door.open() }
    try harness.session.push("default", (0..<blockers).map { payload("Blocker", "[\($0)]") })
    try await harness.working(configuration) { _ in
      defer { door.open() }
      try await eventually("all block") { threads.all.count == blockers }
      try harness.session.push("default", (0..<20).map { payload("Plain", "[\($0)]") })
      try await eventually("the others run") { try harness.session.text("resque:stat:processed") == "20" }
      #expect(threads.all.values.allSatisfy { $0.count == 1 })
    }
    #expect(try harness.session.text("resque:stat:processed") == "\(blockers + 20)")
    // Before and after what it awaited, and in its child: one thread each, no two the same, none of the pool's.
    #expect(threads.all.values.allSatisfy { $0.count == 3 && Set($0).count == 1 })
    let own = Set(threads.all.values.joined())
    #expect(own.count == blockers)
    #expect(own.isDisjoint(with: pool.withLock { $0 }))
  }

  @Test func `a slot keeps its thread, which ends with the worker`() async throws {
    door.open()
    try harness.session.push("default", (0..<50).map { payload("Blocker", "[\($0)]") })
    let worker = try Worker(configuration(2))
    let run = Task { try await worker.run() }
    try await eventually("all ran") { try harness.session.text("resque:stat:processed") == "50" }
    #expect((1...2).contains(Set(threads.all.values.joined()).count))
    #expect((1...2).contains(Self.slotThreads))
    worker.stop(within: .zero)
    try await run.value
    try await eventually("the threads end") { Self.slotThreads == 0 }
  }

  @Test func `a job that blocks beyond its time-out has timed out once it ends, and others go on`() async throws {
    var configuration = configuration(2)
    configuration.register("Long", options: JobOptions(timeout: .milliseconds(20), blocking: true)) {
      [door, runs = harness.runs] (_: JobContext) in
      await withTaskCancellationHandler {
        door.pass()
      } onCancel: {
        runs.add("told")
      }
      runs.add("cancelled: \(Task.isCancelled)")
    }
    try harness.session.push("default", payload("Long"), payload("Note", "[1]"))
    try await harness.working(configuration) { _ in
      defer { door.open() }
      // Which of the two comes first, the other job or the limit, is open.
      try await harness.runs.reach(2)
    }
    #expect(harness.runs.all.sorted() == ["1", "cancelled: true", "told"])
    #expect(harness.runs.all.last == "cancelled: true")
    #expect(try harness.failures().map(\.exception) == ["Lifeboat::JobTimeout"])
  }

  @Test func `what a blocking job throws fails it, and its failure hook may block too`() async throws {
    door.open()
    var configuration = configuration(1)
    configuration.register(BlockedFailure.self)
    try harness.session.push("default", payload("BlockedFailure"), payload("Blocker", "[1]"))
    try await harness.drain(configuration)
    #expect(try harness.failures().map(\.exception) == ["LifeboatWorkerTests.Refusal"])
    #expect(Set(threads.all.values.joined()).count == 1, "\(threads.all)")
    #expect(threads.all.keys.sorted() == [-2, -1, 1])
  }

  /// How many threads of slots this process has.
  private static var slotThreads: Int {
    let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
    return tasks.count { task in
      (try? String(contentsOfFile: "/proc/self/task/\(task)/comm", encoding: .utf8))?.hasPrefix("lifeboat-job-") == true
    }
  }
}

private struct BlockedFailure: Job {
  static let className = "BlockedFailure"
  static let options = JobOptions(blocking: true)

  func perform(_ context: JobContext) async throws {
    context[Threads.self]?.note(-1)
    throw Refusal()
  }

  func onFailure(_ error: any Error, _ context: JobContext) async throws { context[Threads.self]?.note(-2) }
}
