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
  /// Whether the job is an Active Job.
  public internal(set) var isActiveJob = false
  /// Whether Ruby has sent the job back and kept the entry: it has been dealt with.
  public internal(set) var isRequeued = false
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

  /// Which of them say when it failed last.
  var clock = Clock.resque

  /// The dialects' ways to keep times.
  enum Clock: Sendable {
    /// One time, as a text.
    case resque
    /// Numbers, the later of two; and when it was given up.
    case sidekiq(diedAt: Double?)
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

  /// When it failed, for the last time if it did so more than once, in seconds since 1970; `nil` when nobody can say.
  ///
  /// A job of Sidekiq's that says nothing of it failed when it was given up, as far as its set tells.
  public var latestFailure: Int? {
    switch clock {
    case .resque:
      return (fields.failedAt?.string).flatMap(Timestamp.parseFailedAt)
    case .sidekiq(let diedAt):
      let time = [fields.retriedAt, fields.failedAt].lazy.compactMap { $0.flatMap(SidekiqTime.init(reading:)) }.first
      return (time ?? diedAt.flatMap { SidekiqTime($0) })?.seconds
    }
  }

  /// The first frame of the error's backtrace; `nil` when there is none, or it cannot be read.
  public var topFrame: String? {
    guard let backtrace = fields.backtrace else { return nil }
    if let packed = backtrace.string { return SidekiqBacktrace.firstLine(packed) }
    return backtrace.elements.lazy.compactMap(\.string).first
  }

  /// What it has in common with failures of the same fingerprint.
  public var kind: FailureKind {
    FailureKind(
      className: className, exception: exception, message: message.map { MessageShape($0) },
      frame: topFrame.map { FrameShape($0) })
  }

  /// By what failures of one cause are called.
  public var fingerprint: Fingerprint { kind.fingerprint }
}
