/// Writes names into the patterns by which Redis's access list names keys.
enum KeyPattern {
  /// A pattern that a text matches, and little else: what would be a wildcard is escaped, and a space, which no access
  /// list can hold, matches any character.
  static func literal(_ text: String) -> String {
    var pattern = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "*", "?", "[", "]", "^", "\\": pattern += "\\" + String(scalar)
      // One for each byte of it, as Redis compares bytes.
      case _ where scalar.properties.isWhitespace || scalar.value < 0x20:
        pattern += String(repeating: "?", count: UTF8.width(scalar))
      default: pattern.unicodeScalars.append(scalar)
      }
    }
    return pattern
  }
}
