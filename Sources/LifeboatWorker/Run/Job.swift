import LifeboatClient

/// A job that runs in Swift: its stored properties are the positional arguments, in their order.
///
/// ```swift
/// struct SendWelcomeEmail: Job {
///   static let className = "SendWelcomeEmail"
///   var userID: Int
///   var template: String
///   var locale: String?  // may be missing: payloads of older releases still fit
///   func perform(_ context: JobContext) async throws { … }
/// }
/// ```
///
/// A missing trailing optional is `nil`. Too few, too many or wrongly typed arguments fail the job with an error that
/// names the argument, before ``perform(_:)`` is called.
public protocol Job: EnqueueableJob, Decodable {
  /// Does the work. Whatever it throws fails the job, except ``Snooze``.
  ///
  /// Runs on the shared pool, so it should not block. A stop cancels its task when the time to finish is over;
  /// a job that then throws goes back to its queue.
  func perform(_ context: JobContext) async throws
}
