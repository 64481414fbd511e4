import Dispatch
import Synchronization

/// Lets one thread sleep until any other thread signals it. Signals coalesce: many before a wait count as one, and
/// none is lost.
///
/// It blocks the thread that waits, so it is for loops that own their thread.
public final class Wakeup: Sendable {
  private let isSignalled = Mutex(false)
  /// Empty exactly while it is signalled. A semaphore would be simpler, but on Linux Dispatch waits for one by the wall
  /// clock: should that be set back, a wait for a second takes as long as the clock was set back.
  private let group = DispatchGroup()

  /// A wake-up that nobody has signalled.
  public init() {
    group.enter()
  }

  deinit {
    // Dispatch ends a process that lets go of a group which is not empty.
    signal()
  }

  /// Wakes the thread that waits, or the next that will.
  public func signal() {
    isSignalled.withLock { isSignalled in
      if !isSignalled { group.leave() }
      isSignalled = true
    }
  }

  /// Blocks until signalled.
  ///
  /// - Parameter duration: at most this long, whatever becomes of the wall clock; `nil` is for ever.
  /// - Returns: whether there was a signal; false when the time is over.
  @discardableResult
  public func wait(for duration: Duration? = nil) -> Bool {
    guard group.wait(timeout: Self.deadline(duration)) == .success else { return false }
    // A signal that arrives before this line is part of this wake-up: its sender's work is visible already.
    isSignalled.withLock { isSignalled in
      group.enter()
      isSignalled = false
    }
    return true
  }

  private static func deadline(_ duration: Duration?) -> DispatchTime {
    guard let duration else { return .distantFuture }
    let (seconds, attoseconds) = max(duration, .zero).components
    let nanoseconds = min(seconds, 1_000_000_000) * 1_000_000_000 + attoseconds / 1_000_000_000
    return .now() + .nanoseconds(Int(nanoseconds))
  }
}
