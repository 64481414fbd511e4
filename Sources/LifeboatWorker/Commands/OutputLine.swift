/// One line that a command wrote.
public struct OutputLine: Sendable, Equatable {
  /// Where a command writes to.
  public enum Stream: Sendable, Equatable {
    case standardOutput
    case standardError
  }

  /// Where it was written to.
  public let stream: Stream

  /// The line without its line break; valid UTF-8, control characters escaped, at most 8 kB of the program's
  /// bytes. A longer line arrives in pieces.
  public let text: String

  /// A line of a stream.
  public init(stream: Stream, text: String) {
    self.stream = stream
    self.text = text
  }
}
