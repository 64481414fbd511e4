/// A job that waits for a child, or for a child's answer.
final class StreamJob: Sendable {
  /// Counts the jobs of a pool; what its answer is known by.
  let id: Int
  /// What the child reads.
  let line: [UInt8]
  let context: JobContext
  private let continuation: CheckedContinuation<StreamEnd, Never>

  init(id: Int, context: JobContext, continuation: CheckedContinuation<StreamEnd, Never>) {
    self.id = id
    self.context = context
    self.continuation = continuation
    line = StreamRequest.job(id: id, context)
  }

  /// Lets the one who waits go on. Exactly once.
  func end(_ end: StreamEnd) { continuation.resume(returning: end) }
}
