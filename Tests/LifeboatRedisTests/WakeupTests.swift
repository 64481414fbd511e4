import LifeboatRedis
import Testing

struct WakeupTests {
  @Test func `many signals before a wait count as one`() {
    let wakeup = Wakeup()
    for _ in 1...10 { wakeup.signal() }
    #expect(wakeup.wait())
    #expect(!wakeup.wait(for: .zero))
    #expect(!wakeup.wait(for: .milliseconds(1)))
    wakeup.signal()
    #expect(wakeup.wait(for: .zero))
  }

  @Test(.timeLimit(.minutes(10))) func `no signal is lost between two threads`() async {
    actor Waiter {
      let executor = ThreadExecutor(name: "waiter")
      nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

      func pingPong(_ count: Int, wait wakeup: Wakeup, signal other: Wakeup) {
        for _ in 0..<count {
          wakeup.wait()
          other.signal()
        }
      }
    }
    let (ping, pong) = (Wakeup(), Wakeup())
    let (left, right) = (Waiter(), Waiter())
    async let first: Void = left.pingPong(10_000, wait: ping, signal: pong)
    async let second: Void = right.pingPong(10_000, wait: pong, signal: ping)
    ping.signal()
    _ = await (first, second)
  }
}
