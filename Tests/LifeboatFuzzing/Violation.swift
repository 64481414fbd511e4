/// A property that does not hold for some input.
public struct Violation: Error, CustomStringConvertible {
  /// What should have been, and what is.
  public let description: String

  init(_ description: String) {
    self.description = description
  }
}

/// Goes on only if a property holds.
func require(_ holds: Bool, _ property: @autoclosure () -> String) throws(Violation) {
  guard holds else { throw Violation(property()) }
}

/// Goes on only if a text is fit for one line of a terminal.
func requirePrintable(_ text: String, _ what: String) throws(Violation) {
  for scalar in text.unicodeScalars {
    let value = scalar.value
    try require(
      value >= 0x20 && !(0x7F..<0xA0).contains(value) && !(0x2028...0x202E).contains(value)
        && !(0x2066...0x2069).contains(value),
      "\(what) holds U+\(String(value, radix: 16))")
  }
}
