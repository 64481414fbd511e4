/// What one job system's format says: how a job is written and read, which keys hold what, how a failure is recorded,
/// and what presence looks like. The worker, the client and the inspector know a dialect only through this.
public protocol Dialect: Sendable {
  /// The word for it in flags and files, such as `resque`.
  var name: String { get }

  /// The app's namespace, without its colon; empty for none.
  var namespace: String { get }

  /// The keys that the Ruby system reads and writes.
  var keys: ResqueKeys { get }

  /// Lifeboat's own keys beside them.
  var ownKeys: LifeboatKeys { get }

  /// Whether a worker's queue names may be patterns and exclusions.
  var hasQueuePatterns: Bool { get }

  /// The class of payloads whose one argument is an Active Job; see ``ActiveJobEnvelope``.
  var activeJobWrapper: String { get }

  /// Reads a job's bytes as far as a worker needs them.
  ///
  /// - Throws: ``MalformedPayload`` when they cannot be run.
  func read(_ bytes: [UInt8]) throws(MalformedPayload) -> JobRecord

  /// The bytes of a new job.
  ///
  /// - Parameter arguments: a JSON array.
  func encode(className: String, arguments: [UInt8]) -> [UInt8]

  /// The ids under which Ruby's tools see an incarnation: one for each slot.
  func workerIDs(host: String, pid: Int, slots: Int, queues: [String]) -> [String]

  /// The record of a job that a slot is running.
  func working(payload: [UInt8], queue: String, since seconds: Int) -> [UInt8]

  /// By what the attempts at a job are counted beside it; `nil` where its payload counts them by itself.
  func countedJob(_ record: JobRecord) -> CountedJob?

  /// The bytes with which a job that failed runs again; `nil` when Ruby could not read them, and then it must not.
  func nextAttempt(of record: JobRecord, queue: String, after failure: AttemptFailure) -> NextAttempt?

  /// The bytes with which a job that is retried stands in the failed list once its last attempt has failed.
  func lastAttempt(of record: JobRecord, exception: String) -> [UInt8]

  /// Reads an entry of a bucket of delayed jobs.
  ///
  /// - Throws: ``MalformedPayload`` when it names no job or no queue, or when a Ruby scheduler would end at it.
  func readDelayed(_ bytes: [UInt8]) throws(MalformedPayload) -> DelayedJob

  /// The entry of a failed list.
  func failure(payload: [UInt8], queue: String, worker: String, report: FailureReport, at seconds: Int) -> [UInt8]
}

extension Dialect {
  /// What a worker's queue names mean.
  public func selection(_ queues: [String]) -> QueueSelection {
    QueueSelection(queues, readsPatterns: hasQueuePatterns)
  }
}

/// A job as a worker sees it: its bytes, and what was read from them.
public struct JobRecord: Sendable {
  /// The job's bytes, as they came.
  public let bytes: [UInt8]
  /// The Ruby class name; an Active Job's own, not that of its wrapper.
  public let className: String
  /// Which attempt this is, from 1.
  public let attempt: Int
  private let content: Content

  /// What the arguments come from. Indirect: records are copied often, and most are plain.
  private enum Content: Sendable {
    case plain(JSONSlice?)
    indirect case activeJob(ActiveJobEnvelope)
  }

  /// A job whose parts a dialect has read.
  public init(bytes: [UInt8], className: String, arguments: JSONSlice?, attempt: Int) {
    self.bytes = bytes
    self.className = className
    self.attempt = attempt
    content = .plain(arguments)
  }

  /// An Active Job that a dialect has unwrapped.
  public init(bytes: [UInt8], activeJob: ActiveJobEnvelope) {
    self.bytes = bytes
    className = activeJob.className
    attempt = activeJob.attempt
    content = .activeJob(activeJob)
  }

  /// The wrapper's content when it is an Active Job.
  public var activeJob: ActiveJobEnvelope? {
    guard case .activeJob(let envelope) = content else { return nil }
    return envelope
  }

  /// The positional arguments; `nil` when the payload has none. Those of an Active Job are made plain each time that
  /// they are asked for.
  public var arguments: JSONSlice? {
    switch content {
    case .plain(let arguments): arguments
    case .activeJob(let envelope): envelope.plainArguments
    }
  }
}

/// Why a job failed, in the terms of a failed list.
public struct FailureReport: Sendable, Equatable {
  /// The name of the error's class; ours are in ``ErrorName``.
  public let exception: String
  /// The message.
  public let message: String
  /// One frame a line; may be empty.
  public let backtrace: [String]

  /// A report in the words of whatever failed.
  public init(exception: String, message: String, backtrace: [String] = []) {
    self.exception = exception
    self.message = message
    self.backtrace = backtrace
  }

  /// A report of one of Lifeboat's own errors.
  public init(_ name: ErrorName, _ message: String) {
    self.init(exception: name.rawValue, message: message)
  }
}
