/// What a payload's `retry` says.
///
/// Source: Sidekiq, `lib/sidekiq/job_retry.rb`, `retry_attempts_from`: only an integer sets a limit.
public enum SidekiqRetrySetting: Sendable, Hashable {
  /// Missing or `null`: what the job's class says.
  case missing
  /// `false`: the job is gone when it fails.
  case never
  /// `true`, and everything else that is no integer, such as `"3"` or `1.0`.
  case standard
  /// An integer. With 0 or less the job is dead when it fails for the first time.
  case limit(Int)

  /// How often a job is retried unless something else is said.
  public static let standardLimit = 25

  /// Reads the field; an integer of any size is a limit.
  public init(reading value: JSONSlice?) {
    guard let value, !value.isNull else {
      self = .missing
      return
    }
    if value.bool == false {
      self = .never
    } else if let limit = value.int {
      self = .limit(limit)
    } else if let digits = value.numberText, !digits.utf8.contains(where: { ".eE".utf8.contains($0) }) {
      self = .limit(digits.hasPrefix("-") ? .min : .max)
    } else {
      self = .standard
    }
  }
}
