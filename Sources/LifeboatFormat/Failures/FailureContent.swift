/// What the two records of one failure have in common where an app keeps it in two lists: all but the times.
///
/// Ruby writes them one after the other, so their seconds may differ; and its requeue marks only the first.
public struct FailureContent: Sendable, Hashable {
  /// Where the job came from.
  public let queue: String
  private let payload: [UInt8]
  private let exception: String?
  private let error: String?
  private let worker: String?
  private let backtrace: [String]

  /// The most seconds between two records of one failure.
  public static let apart = 5

  /// - Returns: `nil` for an entry without a queue or a job: nothing says which other record could be its twin.
  public init?(_ entry: ResqueFailure.Entry) {
    guard let queue = entry.queue, let payload = entry.payload else { return nil }
    self.queue = queue
    self.payload = Array(payload.bytes)
    exception = entry.exception
    error = entry.error
    worker = entry.worker
    backtrace = entry.backtrace
  }
}

extension ResqueFailure.Entry {
  /// When it failed, in seconds since 1970; `nil` when that cannot be read.
  ///
  /// An abbreviation such as `IST` may mean several zones and counts as UTC: hours off, but in order among its like.
  public var failedAtSeconds: Int? {
    guard let failedAt else { return nil }
    return (Timestamp.parse(failedAt) ?? Timestamp.parse("\(failedAt.prefix(19)) UTC"))?.seconds
  }

  /// Whether this and an entry of another list record one failure.
  public func isTwin(of other: Self) -> Bool {
    guard let content = FailureContent(self), content == FailureContent(other) else { return false }
    guard let seconds = failedAtSeconds, let others = other.failedAtSeconds else { return bytes == other.bytes }
    return abs(seconds - others) <= FailureContent.apart
  }
}
