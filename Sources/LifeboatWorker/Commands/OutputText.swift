import LifeboatFormat

/// Makes a program's bytes fit to be shown and stored: valid UTF-8 without anything that steers a terminal, but
/// with the tabs that indent stack traces.
enum OutputText {
  /// One line.
  static func line(_ bytes: some Collection<UInt8>) -> String {
    escape(String(decoding: bytes, as: UTF8.self), keeping: ["\t"])
  }

  /// Several lines; their line feeds stay.
  static func lines(_ bytes: some Collection<UInt8>) -> String {
    escape(String(decoding: bytes, as: UTF8.self), keeping: ["\t", "\n"])
  }

  private static func escape(_ text: String, keeping kept: [Unicode.Scalar]) -> String {
    guard text.utf8.contains(where: { $0 < 0x20 || $0 >= 0x7F }) else { return text }
    var safe = String.UnicodeScalarView()
    var rest = text.unicodeScalars[...]
    while !rest.isEmpty {
      let piece = rest.prefix { !kept.contains($0) }
      safe.append(contentsOf: Printable.line(String(piece)).unicodeScalars)
      rest = rest[piece.endIndex...]
      if let separator = rest.popFirst() { safe.append(separator) }
    }
    return String(safe)
  }
}
