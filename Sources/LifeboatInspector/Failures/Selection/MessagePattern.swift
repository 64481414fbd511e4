import Synchronization

/// A regular expression for the messages of errors, in PCRE2's syntax.
///
/// Text is UTF-8; `^` and `$` are the ends of lines, as in Ruby. What looks for a match too long is stopped: an expression can
/// take longer than anybody lives, and messages come from outside.
public final class MessagePattern: Sendable {
  /// The expression.
  public let text: String
  private let compiled: Mutex<CompiledPattern>

  /// - Throws: ``InspectorError/badPattern(_:offset:reason:)``.
  public init(_ text: String) throws(InspectorError) {
    self.text = text
    compiled = Mutex(try CompiledPattern(text))
  }

  /// Whether it matches somewhere in a message.
  ///
  /// - Throws: ``InspectorError/costlyPattern(_:message:)`` when nobody can say within a tenth of a second or so; never a
  ///   silent no.
  public func matches(_ message: String) throws(InspectorError) -> Bool {
    switch compiled.withLock({ $0.match(message) }) {
    case .found: return true
    case .notFound: return false
    case .stopped: throw .costlyPattern(text, message: message)
    }
  }
}
