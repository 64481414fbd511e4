/// What of a child's life is used up, against the limits of its pool.
struct StreamWear {
  typealias Instant = ContinuousClock.Instant

  private let spec: StreamSpec
  private let interval: Duration
  private let startedAt: Instant
  private var lookDue: Instant
  private var isTooLarge = false

  /// The jobs that it was given.
  var taken = 0

  /// - Parameter interval: between two looks at its memory.
  init(_ spec: StreamSpec, interval: Duration, now: Instant) {
    self.spec = spec
    self.interval = interval
    startedAt = now
    lookDue = now + interval
  }

  /// Whether another child should take its place soon. In jobs that is a tenth before the limit, so that another is ready
  /// by then.
  func isDue(_ now: Instant) -> Bool {
    if let most = spec.maxJobs, taken >= most - most / 10 { return true }
    if let age = spec.maxAge, startedAt + age <= now { return true }
    return isTooLarge
  }

  /// When to look at its memory; nil where that has no limit, or is over it already.
  var nextLook: Instant? { spec.maxMemory == nil || isTooLarge ? nil : lookDue }

  /// Looks at its memory, where that has a limit and the last look was long enough ago.
  mutating func look(at process: ChildProcess, _ now: Instant) {
    guard let most = spec.maxMemory, lookDue <= now else { return }
    lookDue = now + interval
    isTooLarge = ProcessMemory.kilobytes(of: process.id) >= most / 1_024
  }
}
