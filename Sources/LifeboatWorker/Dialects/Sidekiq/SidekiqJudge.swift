import LifeboatClient
import LifeboatFormat

/// Decides what becomes of a job of Sidekiq's that failed: the retry set, the dead set, or what the policy of its class says.
///
/// The payload says whether and how often it is retried, as in Ruby; where it sets no number, the policy's limit counts, and
/// where the class has no policy, that of the dialect. The policy also sets the delays, and may end it.
struct SidekiqJudge: Judge {
  let dialect: SidekiqDialect

  func outcome(of job: LeasedJob, after failure: JobFailure) -> Outcome {
    // Ruby puts what it cannot read into the dead set as it is.
    guard let payload = try? SidekiqPayload(job.payload) else { return .failed(entry: job.payload) }
    let report = failure.report
    // A command has no other backtrace than its last lines.
    let lines =
      failure.error is CommandFailure ? report.message.split(separator: "\n").map(String.init) : report.backtrace
    let error = self.failure(FailureReport(exception: report.exception, message: report.message, backtrace: lines))
    // Bytes that Ruby could not read back stay as they are, where nobody retries them by himself.
    guard let entry = error.entry(of: payload, queue: job.queue, form: dialect.times) else {
      return .failed(entry: job.payload)
    }
    let limit = failure.options?.retry.map { $0.limit ?? .max } ?? dialect.maxRetries
    switch error.verdict(on: payload, limit: limit) {
    case .dead: return .failed(entry: entry)
    // What never ran was never asked to be dropped.
    case .dropped: return failure.hasRun ? .dropped : .failed(entry: entry)
    // Ruby's page of retries breaks where that of dead jobs does.
    case .retry where !SidekiqDeadEntry.isShownByRuby(entry): return .failed(entry: entry)
    case .retry(let count):
      return retry(job, payload, entry, count: count, failure)
    }
  }

  func burial(of payload: [UInt8], queue: String, worker: String, report: FailureReport) -> [UInt8]? {
    guard let job = try? SidekiqPayload(payload) else { return nil }
    let entry = failure(report).entry(of: job, queue: queue, form: dialect.times) ?? payload
    return SidekiqDeadEntry.isShownByRuby(entry) ? entry : nil
  }

  private func failure(_ report: FailureReport) -> SidekiqFailure {
    let now = ActiveJobTime.now
    return SidekiqFailure(
      exception: report.exception, message: report.message, backtrace: report.backtrace.map(Self.withoutTags),
      at: SidekiqTime(seconds: now.seconds, nanoseconds: now.nanoseconds))
  }

  /// A line of a backtrace for Ruby's pages, which show it as HTML: what a program printed could be a script there. The
  /// message is shown as text, and keeps what it is.
  ///
  /// - Source: Sidekiq 6.4 to 8.1, `web/views/retry.erb`, `dead.erb`.
  private static func withoutTags(_ line: String) -> String {
    guard line.utf8.contains(UInt8(ascii: "<")) else { return line }
    return String(String.UnicodeScalarView(line.unicodeScalars.map { $0 == "<" ? "‹" : $0 }))
  }

  /// What the class says about a job that may run again; where it says nothing, Sidekiq's own delay.
  private func retry(
    _ job: LeasedJob, _ payload: SidekiqPayload, _ entry: [UInt8], count: Int, _ failure: JobFailure
  ) -> Outcome {
    var generator = SystemRandomNumberGenerator()
    let usual = Duration.seconds(SidekiqBackoff.seconds(count: count, using: &generator))
    let decision =
      failure.options?.retry?.decision(
        for: failure.error, retries: payload.attempt - 1, usual: usual, using: &generator) ?? .retry(after: usual)
    let delay: Duration
    var bytes = entry
    switch decision {
    case .giveUp: return payload.dead || !failure.hasRun ? .failed(entry: entry) : .dropped
    case .discard: return .dropped
    case .retry(let after): delay = after
    case .retryUncounted(let after):
      delay = after
      let uncounted = try? Payload(entry).replacing("retry_count", with: Array(String(count - 1).utf8))
      bytes = uncounted?.bytes ?? entry
    }
    let milliseconds = delay.waitMilliseconds
    return .retried(
      Retry(
        queue: payload.retryQueue ?? job.queue, payload: bytes, milliseconds: milliseconds, leastWait: milliseconds,
        isFailure: true))
  }
}
