/// One job's run with its hooks, in Resque's order. Its ``callAsFunction()`` is what ``Job/around(_:perform:)`` gets.
///
/// - Source: Resque, `lib/resque/job.rb`, `perform` and `run_failure_hooks`.
public struct Performance<J: Job>: Sendable {
  private let job: J
  private let context: JobContext

  /// A run of a job. A worker makes it; a test of ``Job/around(_:perform:)`` may.
  public init(of job: J, in context: JobContext) {
    self.job = job
    self.context = context
  }

  /// Performs the job.
  public func callAsFunction() async throws {
    try await job.perform(context)
  }

  /// Runs the job within its bounds; when it fails, the failure hook runs outside of them.
  ///
  /// - Throws: what the job or a hook threw, or ``FailureHookFailed``.
  func run(within bounds: JobBounds, on thread: SlotThread) async throws {
    do {
      if bounds.areOpen {
        try await runHooked()
      } else {
        try await bounds.run(context, on: thread) { try await runHooked() }
      }
    } catch  where error.isFailure {
      do {
        try await bounds.place(on: thread) { try await job.onFailure(error, context) }
      } catch let hookError {
        throw FailureHookFailed(hookError: hookError, jobError: error, context: context)
      }
      throw error
    }
  }

  private func runHooked() async throws {
    do {
      try await job.before(context)
    } catch is DontPerform {
      return
    }
    try await job.around(context, perform: self)
    // Also when `around` did not perform: Resque's order.
    try await job.after(context)
  }
}
