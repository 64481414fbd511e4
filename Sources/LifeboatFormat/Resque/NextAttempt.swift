/// The bytes with which a job that failed runs again.
public struct NextAttempt: Sendable, Equatable {
  /// What its queue gets, when it runs again at once.
  public let payload: [UInt8]
  /// What a bucket of delayed jobs gets, when it runs again later: it says the queue, too.
  public let delayed: [UInt8]

  /// Bytes that a dialect has built.
  public init(payload: [UInt8], delayed: [UInt8]) {
    self.payload = payload
    self.delayed = delayed
  }
}
