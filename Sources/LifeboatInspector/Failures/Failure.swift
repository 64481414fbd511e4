import LifeboatFormat

/// One failure, as a failed list records it.
public struct Failure: Sendable {
  /// What it is called.
  public let id: FailureID
  /// The name of the list: `failed`, or that of a queue's.
  public let list: String
  /// The entry's bytes.
  public let bytes: [UInt8]
  /// What was read from them; any field may be missing.
  public let entry: ResqueFailure.Entry
  /// The record of the same failure in the other list of an app that keeps each in two; `nil` when there is none, and
  /// where it was not looked for.
  public private(set) var twin: Twin?

  /// A failure's other record.
  public struct Twin: Sendable {
    /// What it is called.
    public let id: FailureID
    /// The name of its list.
    public let list: String
    /// Its bytes, which may differ in the times.
    public let bytes: [UInt8]
    let retriedAt: String?
  }

  init(bytes: [UInt8], list: String) {
    id = FailureID(entry: bytes, list: list)
    self.list = list
    self.bytes = bytes
    entry = ResqueFailure.Entry(parsing: bytes)
  }

  /// The same failure with its other record.
  func with(twin other: Failure) -> Failure {
    var failure = self
    failure.twin = Twin(id: other.id, list: other.list, bytes: other.bytes, retriedAt: other.entry.retriedAt)
    return failure
  }

  /// When Ruby sent the job back to its queue, as it put it: such a failure has been dealt with. Ruby marks one record of
  /// two.
  public var retriedAt: String? { entry.retriedAt ?? twin?.retriedAt }

  /// The exact bytes of the job that failed; `nil` when the entry does not hold them.
  public var job: [UInt8]? {
    entry.payload.flatMap { RecordedPayload.original(of: $0) }
  }

  /// Why the job cannot go back to its queue; `nil` when it can.
  public var obstacle: String? {
    guard let queue = entry.queue, !queue.isEmpty else { return "the entry names no queue" }
    guard let job else { return "the entry does not hold its job" }
    do {
      _ = try ResquePayload(job)
      return nil
    } catch {
      return "its job is malformed, and Ruby workers would lose it or exit: \(error)"
    }
  }
}
