import LifeboatFormat

/// Has a pool of long-lived children work the jobs of a class: a line of JSON in and one out for each.
///
/// ``StreamRequest`` and ``StreamReply`` have the lines. What a child writes to standard error goes to the log.
public struct StreamHandler: Sendable {
  let pool: StreamPool
  private let snooze: Duration

  /// - Parameters:
  ///   - pool: may be that of other classes too.
  ///   - snooze: how long a job waits that asks for later and does not say how much later.
  public init(_ pool: StreamPool, snooze: Duration = .seconds(30)) {
    self.pool = pool
    self.snooze = snooze
  }

  func run(_ context: JobContext) async throws {
    switch await pool.run(context) {
    case .succeeded: return
    case .failed(let report): throw CommandFailure(report: report)
    case .snoozed(let delay): throw Snooze(for: delay ?? snooze)
    case .returned: throw JobReturned()
    case .cancelled: throw CancellationError()
    }
  }
}
