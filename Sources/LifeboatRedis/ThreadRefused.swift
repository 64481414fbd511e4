/// The system gives this process no more threads.
public struct ThreadRefused: Error, Equatable, CustomStringConvertible {
  /// The system's reason, an `errno`.
  public let number: CInt

  /// A refusal for that reason.
  public init(number: CInt) {
    self.number = number
  }

  public var description: String {
    "the system refuses another thread (errno \(number)); raise its limit (ulimit -u)"
  }
}
