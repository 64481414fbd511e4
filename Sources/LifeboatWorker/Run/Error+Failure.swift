extension Error {
  /// Whether a job that threw this has failed. It has not when it snoozes, nor when it was told to give up and did so,
  /// nor when it goes back to its queue.
  /// What timed out before that has failed all the same.
  var isFailure: Bool {
    switch self {
    case is Snooze, is JobReturned: false
    case is JobTimedOut: true
    default: !Task.isCancelled
    }
  }
}
