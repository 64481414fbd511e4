import Lifeboat

extension UsageError {
  /// An error that shows what somebody typed, with a mark under the place where it stops making sense.
  ///
  /// - Parameters:
  ///   - sentence: what was expected there; printable.
  ///   - offset: in bytes.
  static func pointing(_ sentence: String, at offset: Int, in text: String) -> UsageError {
    let bytes = Array(text.utf8)
    let place = min(max(0, offset), bytes.count)
    // As much as a line of a terminal has room for.
    let start = place > 50 ? place - 40 : 0
    let before = (start > 0 ? "…" : "") + Printable.line(bytes[start..<place])
    let behind = Printable.line(bytes[place...], limit: 30)
    return UsageError("\(sentence)\n  \(before)\(behind)\n  \(String(repeating: " ", count: before.displayWidth))^")
  }
}
