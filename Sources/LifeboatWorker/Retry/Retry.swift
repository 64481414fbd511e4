/// Another attempt at a job that failed: when, and with which bytes.
struct Retry: Sendable, Equatable {
  /// The queue that it goes back to.
  let queue: String
  /// The bytes, as they stand where it waits for its next attempt.
  let payload: [UInt8]
  /// How long to wait; 0 for at once.
  let milliseconds: Int
  /// The least that passes before it runs again, in milliseconds.
  let leastWait: Int
  /// Whether Ruby counts the attempt as a failed one.
  let isFailure: Bool
  /// What the dialect keeps beside the job.
  var record: RetryRecord?
}
