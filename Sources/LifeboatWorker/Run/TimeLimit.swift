import LifeboatFormat
import Logging
import Synchronization

/// Ends a job that runs too long, as far as a job can be ended: it is told, and waited for.
///
/// A Swift task cannot be killed. A job that ignores its cancellation keeps its slot until it ends by itself; then it
/// has failed, whatever it returned.
struct TimeLimit: Sendable {
  private let limit: Duration
  private let grace: Duration

  /// - Parameters:
  ///   - limit: how long a job may run. More than a century is no limit: clocks do not count that far.
  ///   - grace: how long a job may take to notice its cancellation before the log says so.
  init(_ limit: Duration, grace: Duration = .seconds(5)) {
    self.limit = limit
    self.grace = grace
  }

  /// Runs a body in a task of its own, cancelled at the limit, or with the task that this is called in.
  ///
  /// - Parameter executor: what the body runs on; `nil` for the shared pool.
  /// - Throws: ``JobTimedOut`` if the limit came first, whatever the body did then; otherwise what the body throws.
  func run(
    _ context: JobContext, on executor: (any TaskExecutor)?, _ body: @escaping @Sendable () async throws -> Void
  ) async throws {
    let end = FirstEnd()
    // No child of this task: the limit cancels it alone, and it may run on a thread that it blocks. This function owns
    // it: it passes a cancellation on and does not return before the job has.
    let job = Task(executorPreference: executor) { try await body() }
    let result = await withTaskGroup(of: Void.self) { group in
      group.addTask { await ring(for: job, end, context) }
      let result = await withTaskCancellationHandler {
        await job.result
      } onCancel: {
        end.note(.cancelled)
        job.cancel()
      }
      end.note(.returned)
      group.cancelAll()
      return result
    }
    if end.first == .limit { throw JobTimedOut(limit: limit) }
    try result.get()
  }

  /// Sleeps until the limit, cancels the job, and says so if that does not help. Ends early when it is cancelled.
  private func ring(for job: Task<Void, any Error>, _ end: FirstEnd, _ context: JobContext) async {
    guard limit <= .century else { return }
    do {
      try await Task.sleep(for: limit, clock: .suspending)
      guard end.note(.limit) else { return }
      job.cancel()
      try await Task.sleep(for: grace, clock: .suspending)
    } catch {
      return
    }
    context.logger.error(
      "a job ignores its time-out; it keeps its slot until it ends",
      metadata: ["timeout": "\(DurationText.format(limit))"])
  }
}

/// What ended a job first; what comes later changes nothing.
private final class FirstEnd: Sendable {
  enum End { case limit, cancelled, returned }

  private let end = Mutex<End?>(nil)

  var first: End? { end.withLock { $0 } }

  /// - Returns: whether it was the first.
  @discardableResult
  func note(_ new: End) -> Bool {
    end.withLock { end in
      guard end == nil else { return false }
      end = new
      return true
    }
  }
}

/// A job ran longer than its class may. Recorded under ``ErrorName/timedOut``.
public struct JobTimedOut: Error, Equatable, CustomStringConvertible {
  /// How long it might have run.
  public let limit: Duration

  public var description: String {
    "it ran longer than its time-out of \(DurationText.format(limit)) and was cancelled"
  }
}
