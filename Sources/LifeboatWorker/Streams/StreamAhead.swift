/// How many jobs a child may have at once, by how long they take: enough that it need not wait for the next, and so few that
/// none waits long behind another while a child is free.
struct StreamAhead {
  /// What a child may have before it, in nanoseconds.
  private static let mostWork: Int64 = 10_000_000
  private static let mostJobs: Int64 = 64

  /// The mean run time in nanoseconds; nil before the first.
  private var mean: Int64?

  /// The number of jobs, that which the child works included.
  var depth: Int {
    guard let mean else { return 1 }
    return Int(min(max(Self.mostWork / max(mean, 1), 1), Self.mostJobs))
  }

  /// Learns how long a job took: the mean moves an eighth of the way there.
  mutating func measured(_ time: Duration) {
    let nanoseconds = time.nanoseconds
    let mean = mean ?? nanoseconds
    self.mean = mean + (nanoseconds - mean) / 8
  }
}
