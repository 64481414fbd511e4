import Foundation
import LifeboatRedis
import Synchronization
import Testing

struct ThreadExecutorTests {
  private actor Counter {
    let executor: ThreadExecutor
    var count = 0
    var threads: Set<UInt> = []

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(_ executor: ThreadExecutor) { self.executor = executor }

    func increment() {
      count += 1
      #if canImport(Darwin)
        threads.insert(UInt(bitPattern: pthread_self()))
      #else
        threads.insert(pthread_self())
      #endif
    }

    func block(on wakeup: Wakeup) -> Bool { wakeup.wait(for: .seconds(30)) }
  }

  @Test func `an actor's calls all run on one thread, one after the other`() async {
    let counter = Counter(ThreadExecutor(name: "one"))
    await withTaskGroup { group in
      for _ in 0..<10_000 { group.addTask { await counter.increment() } }
    }
    #expect(await counter.count == 10_000)
    #expect(await counter.threads.count == 1)
  }

  @Test func `two actors can share one executor`() async {
    let executor = ThreadExecutor(name: "shared")
    let counters = [Counter(executor), Counter(executor)]
    for counter in counters { await counter.increment() }
    #expect(await counters[0].threads == counters[1].threads)
  }

  @Test(.timeLimit(.minutes(10))) func `an actor that blocks holds up nobody else`() async {
    let wakeups = (0..<64).map { _ in Wakeup() }
    await withTaskGroup(of: Bool.self) { group in
      for wakeup in wakeups {
        group.addTask { await Counter(ThreadExecutor(name: "blocked")).block(on: wakeup) }
      }
      // It runs on the shared pool, which is narrower than sixty-four.
      group.addTask {
        for wakeup in wakeups { wakeup.signal() }
        return true
      }
      for await wasSignalled in group { #expect(wasSignalled) }
    }
  }

  @Test(.timeLimit(.minutes(10))) func `the thread ends when its executor is released`() async throws {
    weak var released: ThreadExecutor?
    do {
      let counter = Counter(ThreadExecutor(name: "short-lived"))
      released = counter.executor
      await counter.increment()
    }
    while released != nil { await Task.yield() }
    #if os(Linux)
      while try threadNames().contains("short-lived") { await Task.yield() }
    #endif
  }

  #if os(Linux)
    private func threadNames() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").compactMap { thread in
        // It may have ended since it was listed.
        try? String(contentsOfFile: "/proc/self/task/\(thread)/comm", encoding: .utf8)
          .trimmingCharacters(in: .newlines)
      }
    }
  #endif
}
