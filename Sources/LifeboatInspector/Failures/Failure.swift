import LifeboatFormat

/// One failure, as one of an app's sets of failures records it. Whatever is in the set has to be shown, so any part may be
/// missing.
public struct Failure: Sendable {
  /// What it is called.
  public let id: FailureID
  /// The name of the set or list that it is in, such as `failed`, `mail_failed`, `dead` or `retry`.
  public let set: String
  /// The entry's bytes, as they lie there.
  public let bytes: [UInt8]
  /// Why the entry cannot be read; every part of it is missing then.
  public internal(set) var malformed: MalformedPayload?
  /// Where the job came from, and would go back to.
  public internal(set) var queue: String?
  /// The job's class; an Active Job's own, not that of its wrapper.
  public internal(set) var className: String?
  /// Whether the job is an Active Job.
  public internal(set) var isActiveJob = false
  /// The name of the error's class.
  public internal(set) var exception: String?
  /// The message.
  public internal(set) var error: String?
  /// One frame a string; empty when there is none.
  public internal(set) var backtrace: [String] = []
  /// Why the entry's backtrace cannot be read; `nil` when it can, or there is none.
  public internal(set) var backtraceProblem: String?
  /// The id of the worker that ran the job, where the format has a place for it.
  public internal(set) var worker: String?
  /// When it failed; in Sidekiq's format for the first time.
  public internal(set) var failedAt: RecordedTime?
  /// In Resque's format when Ruby sent the job back to its queue: such a failure has been dealt with. In Sidekiq's when it
  /// failed again.
  public internal(set) var retriedAt: RecordedTime?
  /// What the format keeps of retries; `nil` where it keeps nothing of them in an entry.
  public internal(set) var retries: Retries?
  /// The JSON that stands for the job in the entry.
  public internal(set) var payload: [UInt8]?
  /// The exact bytes of the job that failed; `nil` when the entry does not hold them.
  public internal(set) var job: [UInt8]?
  /// Why the job cannot go back to its queue; `nil` when it can.
  public internal(set) var obstacle: String?
  /// The record of the same failure in the other list of an app that keeps each in two; `nil` when there is none, and
  /// where it was not looked for.
  public internal(set) var twin: Twin?

  /// What an entry says of a job's retries.
  public struct Retries: Sendable, Equatable {
    /// The job's id.
    public internal(set) var jid: String?
    /// The zero-based number of the latest retry.
    public internal(set) var count: Int?
    /// When the next one is due, in seconds since 1970; `nil` where none waits.
    public internal(set) var dueAt: Int?
    /// When the job was given up, in seconds since 1970.
    public internal(set) var diedAt: Int?
  }

  /// A failure's other record.
  public struct Twin: Sendable {
    /// What it is called.
    public let id: FailureID
    /// The name of its list.
    public let list: String
    /// Its bytes, which may differ in the times.
    public let bytes: [UInt8]
  }
}

/// A time as somebody recorded it.
public struct RecordedTime: Sendable, Equatable {
  /// The text that stands there.
  public let text: String
  /// The same in seconds since 1970; `nil` when it cannot be read.
  public let seconds: Int?
}
