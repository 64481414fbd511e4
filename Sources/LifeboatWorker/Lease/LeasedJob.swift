import LifeboatFormat
import Logging

/// A job in hand: it lies in the in-flight hash under its ``InflightField`` until it is settled.
///
/// What doesn't change is one object, because a job is handed on many times.
struct LeasedJob: Sendable {
  private final class Facts: Sendable {
    let sequence: UInt64
    let queue: String
    let payload: [UInt8]
    let record: Result<JobRecord, MalformedPayload>
    let className: String?
    let incarnation: Int

    init(
      sequence: UInt64, queue: String, payload: [UInt8], record: Result<JobRecord, MalformedPayload>, incarnation: Int
    ) {
      self.sequence = sequence
      self.queue = queue
      self.payload = payload
      self.record = record
      className = if case .success(let record) = record { record.className } else { nil }
      self.incarnation = incarnation
    }
  }

  private let facts: Facts
  /// The queue's place in the worker's order; lower is served first.
  var rank: Int
  /// What it is thought to take, in nanoseconds; 0 when nobody knows.
  var estimate: Int64 = 0
  /// Its counter, where its class is retried and the payload does not count by itself.
  var counter: RetryCounter?
  /// Why it is not ours to run, as far as it was looked up; `nil` when it is.
  var obstacle: UnfitPayload?

  /// - Parameters:
  ///   - sequence: the sequence number in its field: the order in which jobs left their queues.
  ///   - queue: the queue that it came from.
  ///   - payload: the bytes, as they came.
  ///   - record: what was read from the bytes, or why nothing could be.
  ///   - incarnation: the ordinal of the incarnation that leased it.
  init(
    sequence: UInt64, queue: String, rank: Int, payload: [UInt8], record: Result<JobRecord, MalformedPayload>,
    incarnation: Int, estimate: Int64 = 0, counter: RetryCounter? = nil
  ) {
    facts = Facts(sequence: sequence, queue: queue, payload: payload, record: record, incarnation: incarnation)
    self.rank = rank
    self.estimate = estimate
    self.counter = counter
  }

  /// The sequence number in its field.
  var sequence: UInt64 { facts.sequence }

  /// The queue that it came from.
  var queue: String { facts.queue }

  /// The bytes, as they came.
  var payload: [UInt8] { facts.payload }

  /// What was read from the bytes, or why nothing could be.
  var record: Result<JobRecord, MalformedPayload> { facts.record }

  /// The class, as far as it could be read.
  var className: String? { facts.className }

  /// The ordinal of the incarnation that leased it.
  var incarnation: Int { facts.incarnation }

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
}
