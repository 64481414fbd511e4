import Dispatch
import Synchronization

/// Lets one thread sleep until any other thread signals it. Signals coalesce: many before a wait count as one, and
/// none is lost.
///
/// It blocks the thread that waits, so it is for loops that own their thread.
public final class Wakeup: Sendable {
  private let isSignalled = Mutex(false)
  private let semaphore = DispatchSemaphore(value: 0)

  /// A wake-up that nobody has signalled.
  public init() {}

  /// Wakes the thread that waits, or the next that will.
  public func signal() {
    let isFirst = isSignalled.withLock { isSignalled in
      defer { isSignalled = true }
      return !isSignalled
    }
    if isFirst { semaphore.signal() }
  }

  /// Blocks until signalled.
  ///
  /// - Parameter duration: at most this long; `nil` is for ever.
  /// - Returns: whether there was a signal; false when the time is over.
  @discardableResult
  public func wait(for duration: Duration? = nil) -> Bool {
    guard semaphore.wait(timeout: Self.deadline(duration)) == .success else { return false }
    // A signal that arrives before this line is part of this wake-up: its sender's work is visible already.
    isSignalled.withLock { $0 = false }
    return true
  }

  private static func deadline(_ duration: Duration?) -> DispatchTime {
    guard let duration else { return .distantFuture }
    let (seconds, attoseconds) = max(duration, .zero).components
    let nanoseconds = min(seconds, 1_000_000_000) * 1_000_000_000 + attoseconds / 1_000_000_000
    return .now() + .nanoseconds(Int(nanoseconds))
  }
}
