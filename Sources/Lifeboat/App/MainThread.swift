import LifeboatRedis

/// Runs a program from a `main` that is not asynchronous.
///
/// An asynchronous `main` ends in `dispatch_main`, which on Linux leaves the main thread waiting with every signal
/// unblocked. Here it keeps the mask that ``SignalThread/block()`` gave it.
public enum MainThread {
  /// Runs `body` elsewhere, and blocks until it returns. Nothing in it may need the main actor.
  public static func run(_ body: @escaping @Sendable () async -> Void) {
    let isOver = Wakeup()
    Task.detached {
      await body()
      isOver.signal()
    }
    isOver.wait()
  }
}
