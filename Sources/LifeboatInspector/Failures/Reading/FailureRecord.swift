import LifeboatFormat

/// What a failure says of itself, read only as far as somebody asks: for passes over a million of them.
///
/// Any part may be missing, and a part of the wrong kind counts as missing. ``Failure`` is the same read whole.
public struct FailureRecord: Sendable {
  /// The entry.
  public let stored: StoredFailure
  /// Why the entry cannot be read, or has no job that could be; other parts may be there all the same.
  public internal(set) var malformed: MalformedPayload?
  /// The job's class; an Active Job's own, not that of its wrapper.
  public internal(set) var className: String?
  /// The job's `args` as they stand there, an Active Job's envelope among them.
  public internal(set) var arguments: JSONSlice?
  /// What stands for the job in an entry that has it in a field of its own, as Resque's do.
  var payload: JSONSlice?
  var fields = Fields()

  /// Where the other values lie in the entry.
  struct Fields: Sendable {
    var queue: JSONSlice?
    var exception: JSONSlice?
    var message: JSONSlice?
    /// Frames, or Sidekiq's packed form.
    var backtrace: JSONSlice?
    var failedAt: JSONSlice?
    var retriedAt: JSONSlice?
  }

  init(_ stored: StoredFailure) {
    self.stored = stored
  }

  /// Where the job came from, and would go back to.
  public var queue: String? { fields.queue?.string }

  /// The name of the error's class.
  public var exception: String? { fields.exception?.string }

  /// The error's message.
  public var message: String? { fields.message?.string }
}
