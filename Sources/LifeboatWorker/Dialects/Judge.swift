import LifeboatFormat

/// Decides what becomes of a job that failed, and writes the bytes that say so.
protocol Judge: Sendable {
  /// What becomes of a job whose run failed.
  func outcome(of job: LeasedJob, after failure: JobFailure) -> Outcome

  /// The entry of a job that is buried although nobody ran it to its end.
  ///
  /// - Parameter worker: the name of the process that had it, for people.
  /// - Returns: `nil` when it must not be buried like this: whoever runs it next finds that out too.
  func burial(of payload: [UInt8], queue: String, worker: String, report: FailureReport) -> [UInt8]?
}

/// How a job failed.
struct JobFailure {
  /// What the job threw, also when its failure hook failed too.
  let error: any Error
  /// The same in the words of a failed list.
  let report: FailureReport
  /// The options of its class; `nil` for a class that nobody knows.
  let options: JobOptions?
  /// The name under which Ruby's tools see who ran it.
  let worker: String

  /// Whether the job's own code has run.
  var hasRun: Bool {
    switch error {
    case is UnknownClass, is UnfitArguments, is UnfitPayload, is MalformedPayload: false
    default: true
    }
  }
}
