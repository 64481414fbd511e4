import LifeboatFormat

/// A job failed, and then its failure hook did. Recorded as Resque records it, as a `RuntimeError` that names both.
///
/// - Source: Resque, `lib/resque/job.rb`, `run_failure_hooks`.
struct FailureHookFailed: Error, CustomStringConvertible {
  let report: FailureReport
  /// What the job itself threw; its retries are decided by it.
  let jobError: any Error

  var description: String { report.message }

  init(hookError: any Error, jobError: any Error, context: JobContext) {
    self.jobError = jobError
    let hook = FailureReport(hookError)
    let job = FailureReport(jobError)
    let arguments = context.arguments.map { Printable.line($0.bytes, limit: 300) } ?? "[]"
    // Ruby's own slip is kept: the second sentence begins with the hook's class.
    report = FailureReport(
      exception: "RuntimeError",
      message: """
        Additional error (\(hook.exception): \(hook.message)) occurred in running failure hooks for job \
        (Job{\(context.queue)} | \(context.className) | \(arguments))
        Original error that caused job failure was \(hook.exception): \(job.exception): \(job.message)
        """)
  }
}
