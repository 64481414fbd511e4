import Foundation
import LifeboatRedis
import Testing

struct TaskThreadTests {
  private actor Plain {
    func thread() -> UInt { TaskThreadTests.current }
  }

  private actor Bound {
    private nonisolated let executor = ThreadExecutor(name: "bound")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
    func thread() -> UInt { TaskThreadTests.current }
  }

  private static var current: UInt {
    #if canImport(Darwin)
      UInt(bitPattern: pthread_self())
    #else
      UInt(pthread_self())
    #endif
  }

  @Test(.timeLimit(.minutes(10)))
  func `a task, its children and plain actors stay on the thread, others go where they belong`() async throws {
    let pool = Self.current
    let thread = try TaskThread(name: "task")
    await Task(executorPreference: thread) {
      let own = Self.current
      async let child = Self.current
      #expect(await child == own)
      #expect(await Plain().thread() == own)
      #expect(await Bound().thread() != own)
      #expect(await Task { Self.current }.value != own)
      await Task.yield()
      #expect(Self.current == own)
      #expect(own != pool)
    }.value
  }

  @Test(.timeLimit(.minutes(10))) func `a task that blocks its thread holds up nobody else`() async throws {
    let blocked = try (0..<64).map { _ in (Wakeup(), try TaskThread(name: "blocked")) }
    await withTaskGroup(of: Bool.self) { group in
      for (wakeup, thread) in blocked {
        group.addTask(executorPreference: thread) { wakeup.wait(for: .seconds(30)) }
      }
      group.addTask {
        for (wakeup, _) in blocked { wakeup.signal() }
        return true
      }
      for await wasSignalled in group { #expect(wasSignalled) }
    }
  }

  @Test func `it is released when nothing runs on it any more`() async throws {
    weak var released: TaskThread?
    do {
      let thread = try TaskThread(name: "short")
      released = thread
      await Task(executorPreference: thread) { await Task.yield() }.value
    }
    while released != nil { await Task.yield() }
  }
}
