import LifeboatFormat
import Logging

/// A job in hand: it lies in the in-flight hash under ``field`` until it is settled.
struct LeasedJob: Sendable {
  /// The field in the in-flight hash, `SEQ:QUEUE`.
  let field: [UInt8]
  /// The sequence number in the field: the order in which jobs left their queues.
  let sequence: UInt64
  /// The queue that it came from.
  let queue: String
  /// The queue's place in the worker's order; lower is served first.
  var rank: Int
  /// The bytes, as they came.
  let payload: [UInt8]
  /// What was read from the bytes, or why nothing could be.
  let record: Result<JobRecord, MalformedPayload>
  /// The ordinal of the incarnation that leased it.
  let incarnation: Int
  /// What it is thought to take, in nanoseconds; 0 when nobody knows.
  var estimate: Int64 = 0

  /// Its counter, where its class is retried and the payload does not count by itself.
  var counter: RetryCounter?

  /// Why it is not ours to run, as far as it was looked up; `nil` when it is.
  var obstacle: UnfitPayload?

  /// How often it was tried before; `nil` when nobody knows.
  var retries: Int? {
    if let counter { return counter.retries }
    guard case .success(let record) = record else { return 0 }
    return record.attempt - 1
  }

  /// Which attempt this is, from 1.
  var attempt: Int { retries.map { $0 == .max ? $0 : $0 + 1 } ?? 1 }

  /// What tells it from others in a log.
  var metadata: Logger.Metadata {
    var metadata: Logger.Metadata = [
      "class": "\(Printable.line(className ?? "(unreadable)", limit: 100))", "queue": "\(queue)",
    ]
    if case .success(let record) = record, let jid = record.jid {
      metadata["jid"] = "\(Printable.line(jid, limit: 60))"
    }
    return metadata
  }

  /// The class, as far as it could be read.
  var className: String? {
    guard case .success(let record) = record else { return nil }
    return record.className
  }
}
