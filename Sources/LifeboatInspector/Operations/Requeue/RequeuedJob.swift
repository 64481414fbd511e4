/// A failed job on its way back to work.
public struct RequeuedJob: Sendable, Equatable {
  /// Its queue.
  public let queue: String
  /// The bytes that go there, or that wait for their time.
  public let bytes: [UInt8]
  /// When it may run, in seconds since 1970; `nil` for at once.
  public var dueAt: Int?
  /// Keys that go when it is sent: its counter of retries.
  public var dropped: [String] = []
  /// What is kept of the entry among the failures, if anything is.
  public var kept: [UInt8]?

  /// A job that goes to its queue at once.
  public init(queue: String, bytes: [UInt8]) {
    self.queue = queue
    self.bytes = bytes
  }
}

/// Why a failure cannot go back to work.
public struct RequeueObstacle: Error, Sendable, Equatable, CustomStringConvertible {
  public let description: String

  /// - Parameter description: a sentence without its full stop, such as `the entry names no queue`.
  public init(_ description: String) {
    self.description = description
  }
}
