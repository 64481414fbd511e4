import LifeboatRedis

/// Watches a worker's memory and age.
///
/// It has a thread of its own: neither a Redis that is away nor jobs that block the shared pool keep it from looking, and
/// one is enough for all sources.
actor LimitWatch {
  private nonisolated let thread = ThreadExecutor(name: "lifeboat-limits")
  nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

  /// Signalled when there is nothing to watch any more.
  nonisolated let over = Wakeup()

  private let limits: WorkerLimits
  private let begin = SuspendingClock.now
  private let resident: @Sendable () -> Int
  private let end: @Sendable (ReachedLimit) -> Void

  /// How often memory is looked at.
  private static let interval = Duration.seconds(1)

  /// - Parameters:
  ///   - limits: as they were drawn.
  ///   - resident: how many bytes the process has.
  ///   - end: is called once, on the thread of this, when one of them is reached.
  init(
    _ limits: WorkerLimits, resident: @escaping @Sendable () -> Int = { ProcessMemory.bytes },
    end: @escaping @Sendable (ReachedLimit) -> Void
  ) {
    self.limits = limits
    self.resident = resident
    self.end = end
  }

  /// Runs until a limit is reached or there is nothing to watch any more.
  func run() {
    while !over.wait(for: pause) {
      if let reached = limits.reached(resident: resident(), age: SuspendingClock.now - begin) { return end(reached) }
    }
  }

  /// Age alone needs no look before its time.
  private var pause: Duration? {
    let rest = limits.age.map { begin + $0 - SuspendingClock.now }
    guard limits.memory != nil else { return rest }
    return min(Self.interval, rest ?? Self.interval)
  }
}
