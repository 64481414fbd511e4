/// Resque's format: `queue:NAME` lists taken from the left, failures in one list, a worker id for each slot.
///
/// - Source: Resque 1.27 to 3.0; their bytes agree.
public struct ResqueDialect: Dialect {
  public let name = "resque"
  public let namespace: String
  public let keys: ResqueKeys
  public let ownKeys: LifeboatKeys
  public let front = ListEnd.head
  public let hasQueuePatterns = true
  public let activeJobWrapper = ActiveJobEnvelope.resqueWrapper

  /// - Parameter namespace: what `Resque.redis.namespace` is in the app; Resque's default unless told.
  public init(namespace: String = "resque") {
    self.namespace = namespace
    keys = ResqueKeys(namespace: namespace)
    ownKeys = LifeboatKeys(prefix: namespace.isEmpty ? "" : namespace + ":", dialect: name)
  }

  public func read(_ bytes: [UInt8]) throws(MalformedPayload) -> JobRecord {
    let payload = try ResquePayload(bytes)
    if payload.className == activeJobWrapper {
      let envelope = try ActiveJobEnvelope(wrapperArguments: payload.arguments)
      return JobRecord(bytes: bytes, activeJob: envelope)
    }
    // Resque's payload has no attempt counter: each run is a first attempt.
    return JobRecord(bytes: bytes, className: payload.className, arguments: payload.arguments, attempt: 1)
  }

  public func newJobID() -> String? { nil }

  public func check(_ draft: JobDraft) throws(RefusedDraft) {
    guard draft.sidekiq != nil || draft.jid != nil || draft.dueAt != nil else { return }
    var fields = draft.sidekiq?.fields ?? []
    if draft.jid != nil { fields.append("jid") }
    if draft.dueAt != nil { fields.append("at") }
    throw .noWord(system: "Resque", fields: fields)
  }

  public func encode(_ draft: JobDraft, at now: ActiveJobTime) -> [UInt8] {
    guard let activeJob = draft.activeJob else {
      return ResquePayload.encode(className: draft.className, arguments: draft.arguments)
    }
    let envelope = ActiveJobEnvelope.encode(
      className: draft.className, arguments: draft.arguments, queue: draft.queue, options: activeJob, enqueuedAt: now)
    return ResquePayload.encode(
      className: activeJobWrapper, arguments: [UInt8(ascii: "[")] + envelope + [UInt8(ascii: "]")])
  }

  public func destination(of draft: JobDraft) -> JobDestination { .queue }

  public func commonBytes(className: String, arguments: [UInt8]) -> [UInt8]? {
    ResquePayload.encode(className: className, arguments: arguments)
  }

  public var pauseAll: String { keys.pauseAll }

  public var pausedQueues: String { ownKeys.pausedQueues }

  /// The ids under which Ruby's tools see an incarnation: one for each slot.
  public func workerIDs(host: String, pid: Int, slots: Int, queues: [String]) -> [String] {
    (1...slots).map { ResqueWorkerID(host: host, slot: $0, pid: pid, queues: queues).description }
  }

  /// The record of a job that a slot is running.
  public func working(payload: [UInt8], queue: String, since seconds: Int) -> [UInt8] {
    ResqueWorking.encode(payload: payload, queue: queue, runAt: seconds)
  }

  /// By what the attempts at a job are counted beside it; `nil` where its payload counts them by itself.
  public func countedJob(_ record: JobRecord) -> CountedJob? {
    // An Active Job counts in its own payload.
    guard record.activeJob == nil else { return nil }
    return CountedJob(
      className: RetryIdentifier.constantName(of: record.className),
      identity: RetryIdentifier.text(of: record.arguments))
  }

  /// The bytes with which a job that failed runs again; `nil` when Ruby could not read them, and then it must not.
  public func nextAttempt(of record: JobRecord, queue: String, after failure: AttemptFailure) -> NextAttempt? {
    var bytes = record.bytes
    if let activeJob = record.activeJob, failure.isCounted {
      let again = try? activeJob.retried(
        counting: Self.errorList(failure.exception), enqueuedAt: failure.failedAt, scheduledAt: failure.dueAt)
      guard let again else { return nil }
      bytes = again
    }
    guard let payload = try? Payload(bytes), let delayed = DelayedJob.encode(payload, queue: queue) else { return nil }
    return NextAttempt(payload: payload.bytes, delayed: delayed)
  }

  /// The bytes with which a job that is retried stands in the failed list once its last attempt has failed.
  public func lastAttempt(of record: JobRecord, exception: String) -> [UInt8] {
    guard let activeJob = record.activeJob else { return record.bytes }
    return (try? activeJob.exhausted(counting: Self.errorList(exception))) ?? record.bytes
  }

  /// Reads an entry of a bucket of delayed jobs.
  ///
  /// - Throws: ``MalformedPayload`` when it names no job or no queue, or when a Ruby scheduler would end at it.
  public func readDelayed(_ bytes: [UInt8]) throws(MalformedPayload) -> DelayedJob {
    try DelayedJob(resque: bytes)
  }

  /// The entry of a failed list.
  public func failure(
    payload: [UInt8], queue: String, worker: String, report: FailureReport, at seconds: Int
  ) -> [UInt8] {
    ResqueFailure.encode(
      payload: payload, queue: queue, worker: worker, exception: report.exception, error: report.message,
      backtrace: report.backtrace, failedAt: seconds)
  }

  /// One error as Ruby prints a list of classes: what Active Job counts failures by.
  private static func errorList(_ exception: String) -> String { "[\(exception)]" }
}
