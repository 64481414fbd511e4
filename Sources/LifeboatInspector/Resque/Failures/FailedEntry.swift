import LifeboatFormat

/// An entry of one of Resque's failed lists.
struct FailedEntry: Sendable {
  /// What it is called.
  let id: FailureID
  /// The name of the list: `failed`, or that of a queue's.
  let list: String
  /// The entry's bytes.
  let bytes: [UInt8]
  /// What was read from them; any field may be missing.
  let entry: ResqueFailure.Entry
  /// The record of the same failure in the other list; see ``Failure/twin``.
  private(set) var twin: Failure.Twin?
  private var twinRetriedAt: String?

  init(bytes: [UInt8], list: String) {
    id = FailureID(entry: bytes, list: list)
    self.list = list
    self.bytes = bytes
    entry = ResqueFailure.Entry(parsing: bytes)
  }

  /// The same failure with its other record.
  func with(twin other: FailedEntry) -> FailedEntry {
    var failure = self
    failure.twin = Failure.Twin(id: other.id, list: other.list, bytes: other.bytes)
    failure.twinRetriedAt = other.entry.retriedAt
    return failure
  }

  /// The exact bytes of the job that failed; `nil` when the entry does not hold them.
  var job: [UInt8]? {
    entry.payload.flatMap { RecordedPayload.original(of: $0) }
  }

  /// Why the job cannot go back to its queue; `nil` when it can.
  func obstacle(to job: [UInt8]?) -> String? {
    guard let queue = entry.queue, !queue.isEmpty else { return "the entry names no queue" }
    guard let job else { return "the entry does not hold its job" }
    do {
      _ = try ResquePayload(job)
      return nil
    } catch {
      return "its job is malformed, and Ruby workers would lose it or exit: \(error)"
    }
  }

  /// The same, as every dialect shows it.
  var failure: Failure {
    var failure = Failure(id: id, set: list, bytes: bytes)
    failure.malformed = entry.malformed
    failure.queue = entry.queue
    failure.className = entry.className
    failure.isActiveJob = entry.activeJob != nil
    failure.exception = entry.exception
    failure.error = entry.error
    failure.backtrace = entry.backtrace
    failure.worker = entry.worker
    failure.failedAt = entry.failedAt.map { RecordedTime(text: $0, seconds: Timestamp.parseFailedAt($0)) }
    // Ruby marks one record of two.
    failure.retriedAt = (entry.retriedAt ?? twinRetriedAt).map(Self.time)
    failure.payload = entry.payload.map { Array($0.bytes) }
    failure.job = job
    failure.obstacle = obstacle(to: failure.job)
    failure.twin = twin
    return failure
  }

  private static func time(_ text: String) -> RecordedTime {
    RecordedTime(text: text, seconds: Timestamp.parse(text)?.seconds)
  }
}
