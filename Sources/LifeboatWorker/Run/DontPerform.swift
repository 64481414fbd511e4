/// Thrown by ``Job/before(_:)``: the job is not performed and counts as done.
///
/// - Source: Resque, `lib/resque/job.rb`, `Resque::Job::DontPerform`.
public struct DontPerform: Error, Sendable, Equatable {
  /// Do not perform.
  public init() {}
}
