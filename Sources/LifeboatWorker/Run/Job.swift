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
/// names the argument, before anything of the job is called.
///
/// What goes around ``perform(_:)`` is in Resque's order: ``before(_:)``, ``around(_:perform:)``, which performs,
/// ``after(_:)``, and when any of them threw, ``onFailure(_:_:)``. All are optional.
public protocol Job: EnqueueableJob, Decodable {
  /// How jobs of this class are run; ``JobOptions/standard`` unless told.
  static var options: JobOptions { get }

  /// Does the work. Whatever it throws fails the job, except ``Snooze``.
  ///
  /// Runs on the shared pool, so it should not block, unless ``JobOptions/isBlocking`` says that it does. A stop cancels
  /// its task when the time to finish is over; a job that then throws goes back to its queue.
  func perform(_ context: JobContext) async throws

  /// Runs first. ``DontPerform`` ends the job here: it counts as done, and nothing else of it runs. Any other error
  /// fails it.
  func before(_ context: JobContext) async throws

  /// Runs around ``perform(_:)``: calls `perform`, or does not, and then the job counts as done without it.
  func around(_ context: JobContext, perform: Performance<Self>) async throws

  /// Runs when ``around(_:perform:)`` has returned, even if that did not perform. An error fails the job.
  func after(_ context: JobContext) async throws

  /// Runs when the job has failed, also by its time-out, and outside of that. Not called when it snoozes, goes back to
  /// its queue, or does not fit its arguments: then there is no job to call.
  ///
  /// The failure is not settled before it returns: when a stop's time to finish is over while it runs, it is cancelled,
  /// and the job goes back to its queue all the same.
  ///
  /// When it throws itself, the failure is recorded as Resque does: a `RuntimeError` that names both errors.
  func onFailure(_ error: any Error, _ context: JobContext) async throws
}

extension Job {
  public static var options: JobOptions { .standard }

  public func before(_ context: JobContext) async throws {}

  public func around(_ context: JobContext, perform: Performance<Self>) async throws {
    try await perform()
  }

  public func after(_ context: JobContext) async throws {}

  public func onFailure(_ error: any Error, _ context: JobContext) async throws {}
}
