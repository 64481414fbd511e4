import LifeboatFormat

/// What the runs of one class came to.
struct ClassRuns: Sendable, Equatable {
  /// How many ended, failed ones included.
  private(set) var processed = 0
  /// How many failed.
  private(set) var failed = 0
  /// How long those took that did not fail.
  private(set) var nanoseconds: Int64 = 0
  /// How many of them took how long, see ``SidekiqMetrics/bucket(milliseconds:)``.
  private(set) var durations = [Int](repeating: 0, count: SidekiqMetrics.bucketCount)

  /// Counts a run. How long one took that failed says nothing of its class, and is not counted.
  mutating func note(nanoseconds: Int64, isFailure: Bool) {
    processed += 1
    if isFailure {
      failed += 1
    } else {
      self.nanoseconds += nanoseconds
      durations[SidekiqMetrics.bucket(milliseconds: Int(nanoseconds / 1_000_000))] += 1
    }
  }

  mutating func add(_ other: ClassRuns) {
    processed += other.processed
    failed += other.failed
    nanoseconds += other.nanoseconds
    for (index, count) in other.durations.enumerated() { durations[index] += count }
  }
}
