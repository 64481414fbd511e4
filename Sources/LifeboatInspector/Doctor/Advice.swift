import LifeboatFormat

/// Pieces of sentences that several checks share.
enum Advice {
  /// A word of a command line, quoted where a shell would not take it as it is. Printable.
  static func word(_ text: String) -> String {
    let shown = Printable.line(text, limit: 120)
    let isPlain =
      !shown.isEmpty
      && shown.utf8.allSatisfy { byte in
        Character(Unicode.Scalar(byte)).isASCII
          && (Character(Unicode.Scalar(byte)).isLetter
            || Character(Unicode.Scalar(byte)).isNumber || "_-./:".utf8.contains(byte))
      }
    return isPlain ? shown : "'\(shown.replacing("'", with: "'\\''"))'"
  }

  /// Some of many names: `a, b, c and 7 more`.
  static func names(_ names: [String], most: Int = 5) -> String {
    let shown = names.prefix(most).map { Printable.line($0, limit: 60) }.joined(separator: ", ")
    return names.count > most ? "\(shown) and \(names.count - most) more" : shown
  }

  /// `1 job`, `3 jobs`.
  static func count(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

  /// `1 queue waits`, `2 queues wait`: the verb's ending.
  static func s(_ count: Int) -> String { count == 1 ? "s" : "" }

  /// A length of time, in its two largest units: `2m 5s`.
  static func span(_ seconds: Double) -> String {
    DurationText.format(.seconds(Int(min(max(0, seconds), 1e12)))).split(separator: " ").prefix(2)
      .joined(separator: " ")
  }

  /// A number of bytes in the largest unit that fits: `1.5 GB`.
  static func bytes(_ count: Int) -> String { ByteCountText.format(count) }
}
