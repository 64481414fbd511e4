import LifeboatFormat

@testable import LifeboatWorker

extension PrefetchBudget {
  /// Learns from one job.
  mutating func measured(_ className: String, queue: String, nanoseconds: Int64) {
    let record = JobRecord(bytes: [], className: className, arguments: nil, attempt: 1)
    let job = LeasedJob(sequence: 1, queue: queue, rank: 0, payload: [], record: .success(record), incarnation: 1)
    learn(from: [Settlement(job: job, outcome: .succeeded, nanoseconds: nanoseconds)])
  }
}
