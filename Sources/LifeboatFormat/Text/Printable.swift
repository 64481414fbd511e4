/// Makes text from anywhere safe to show on one line of a terminal.
///
/// Job names and error messages come from outside: raw escape sequences in them could move the cursor, change
/// colours, or turn the reading direction so that a line says something else than what is stored.
public enum Printable {
  /// The bytes as text: invalid UTF-8 as U+FFFD, control and direction characters as `\u{1b}`.
  ///
  /// - Parameter limit: the most characters to show; what is longer ends with `…` in the last place.
  public static func line(_ bytes: some Collection<UInt8>, limit: Int? = nil) -> String {
    // Four bytes for each scalar that can be shown are enough, so a long payload isn't decoded whole.
    guard let limit, bytes.count > 4 * limit + 4 else {
      return line(String(decoding: Array(bytes), as: UTF8.self), limit: limit)
    }
    return line(String(decoding: Array(bytes.prefix(4 * limit + 4)), as: UTF8.self), limit: limit)
  }

  /// The string with its control and direction characters as `\u{1b}`.
  ///
  /// - Parameter limit: as in ``line(_:limit:)-(Collection<UInt8>,_)``.
  public static func line(_ string: String, limit: Int? = nil) -> String {
    var result = ""
    var count = 0
    for scalar in string.unicodeScalars {
      let shown = isUnsafe(scalar) ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
      count += shown.unicodeScalars.count
      result += shown
      if let limit, count > limit { return cut(result, to: limit) }
    }
    return result
  }

  private static func cut(_ text: String, to limit: Int) -> String {
    guard limit > 0 else { return "" }
    var result = ""
    result.unicodeScalars.append(contentsOf: text.unicodeScalars.prefix(limit - 1))
    return result + "…"
  }

  private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    // C0, DEL and C1 controls.
    case 0..<0x20, 0x7F..<0xA0: true
    // Marks, embeddings, overrides and isolates of direction (Unicode Annex 9), and breaks of line and paragraph.
    case 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    // The byte order mark and the invisible tag characters.
    case 0xFEFF, 0xE0000...0xE007F: true
    default: false
    }
  }
}
