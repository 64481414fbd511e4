/// The counter of a job that may be retried, as it stood when the job was leased.
///
/// Between attempts it holds the zero-based number of the last one, in Ruby as here. Ruby raises it before a job runs, we
/// raise it when the job has failed: so neither a crash nor a stop uses an attempt.
///
/// - Source: resque-retry 1.8, `plugins/retry.rb`, `before_perform_retry` and `on_failure_retry`.
///
/// An object, because it goes with every copy of a job, and few jobs have one.
final class RetryCounter: Sendable, Equatable {
  /// What the key held.
  enum Reading: Sendable, Equatable {
    /// There is no counter: this is the first attempt.
    case none
    /// The number of the last attempt, from 0; -1 before the first that counts.
    case last(Int)
    /// Something that is no number. Nobody knows how many attempts there were.
    case unreadable
  }

  /// The counter's key.
  let key: String
  /// The key of the last failure, which Ruby's retry page shows.
  let failureKey: String
  let reading: Reading

  init(key: String, failureKey: String, reading: Reading) {
    self.key = key
    self.failureKey = failureKey
    self.reading = reading
  }

  static func == (left: RetryCounter, right: RetryCounter) -> Bool {
    left.key == right.key && left.failureKey == right.failureKey && left.reading == right.reading
  }

  /// How many retries there were before this attempt; `nil` when nobody knows.
  var retries: Int? {
    switch reading {
    case .none: 0
    case .last(let number): max(0, number.addingReportingOverflow(1).overflow ? .max : number + 1)
    case .unreadable: nil
    }
  }
}
