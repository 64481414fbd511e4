/// Counts the children that a job has ended, so that one which ends every child does not go round for ever.
///
/// A job is known by its payload's bytes, as a hash of this process. The oldest are forgotten when there are too many.
struct StreamVictims {
  /// After so many children a job fails.
  static let limit = WorkerConfiguration.usualPoisonLimit

  private static let mostJobs = 1_000

  private var counts: [Int: Int] = [:]
  private var order: [Int] = []

  /// - Returns: how many children the job has ended, this one included.
  mutating func note(_ job: StreamJob) -> Int {
    let key = Self.key(job)
    if counts[key] == nil {
      if order.count == Self.mostJobs { counts[order.removeFirst()] = nil }
      order.append(key)
    }
    counts[key, default: 0] += 1
    return counts[key] ?? 1
  }

  /// A job has ended, whichever way: the next of the same bytes begins anew.
  mutating func forget(_ job: StreamJob) {
    guard !counts.isEmpty else { return }
    let key = Self.key(job)
    if counts.removeValue(forKey: key) != nil { order.removeAll { $0 == key } }
  }

  private static func key(_ job: StreamJob) -> Int {
    var hasher = Hasher()
    job.context.payload.withUnsafeBytes { hasher.combine(bytes: $0) }
    return hasher.finalize()
  }
}
