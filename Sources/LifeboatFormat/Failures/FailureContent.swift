/// What the two records of one failure have in common where an app keeps it in two lists: all but the times.
///
/// Ruby writes them one after the other, so their seconds may differ; and its requeue marks only the first, and writes that
/// one's job anew. So jobs are compared by their values, see ``JSONSlice/hasSameValue(as:)``.
public struct FailureContent: Sendable, Hashable {
  // By bytes: Swift takes some texts for equal that are different names and messages.
  private let queue: [UInt8]
  private let payload: JSONSlice
  private let exception: [UInt8]?
  private let error: [UInt8]?
  private let worker: [UInt8]?
  private let backtrace: [[UInt8]]

  /// The most seconds between two records by which an app is taken to keep every failure in both.
  public static let apart = 5

  /// - Returns: `nil` for an entry without a queue or a job: nothing says which other record could be its twin.
  public init?(_ entry: ResqueFailure.Entry) {
    guard let queue = entry.queue, let payload = entry.payload else { return nil }
    self.queue = Array(queue.utf8)
    self.payload = payload
    exception = entry.exception.map { Array($0.utf8) }
    error = entry.error.map { Array($0.utf8) }
    worker = entry.worker.map { Array($0.utf8) }
    backtrace = entry.backtrace.map { Array($0.utf8) }
  }

  public static func == (left: Self, right: Self) -> Bool {
    left.parts == right.parts && left.backtrace == right.backtrace && left.payload.hasSameValue(as: right.payload)
  }

  /// Without the job, which may be written in several ways.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(parts)
    hasher.combine(backtrace)
  }

  private var parts: [[UInt8]?] { [queue, exception, error, worker] }
}

extension ResqueFailure.Entry {
  /// When it failed, in seconds since 1970; `nil` when that cannot be read.
  ///
  /// A zone that nobody knows counts as UTC: hours off, but in order among its like.
  public var failedAtSeconds: Int? {
    guard let failedAt else { return nil }
    return Timestamp.parseFailedAt(failedAt) ?? Timestamp.parse("\(failedAt.prefix(19)) UTC")?.seconds
  }

  /// Whether this and the newest entry of another list record one failure, as far as that tells where an app keeps them.
  public func isTwin(of other: Self) -> Bool {
    guard let content = FailureContent(self), content == FailureContent(other) else { return false }
    guard let seconds = failedAtSeconds, let others = other.failedAtSeconds else { return bytes == other.bytes }
    return abs(seconds - others) <= FailureContent.apart
  }
}
