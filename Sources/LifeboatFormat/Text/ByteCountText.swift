/// Numbers of bytes as people write them: `400MB`, `2G`, `512MiB`.
public enum ByteCountText {
  /// Why a text is no number of bytes.
  public struct Failure: Error, Equatable, Sendable, CustomStringConvertible {
    /// The text, made printable.
    public let text: String
    /// What was expected.
    public let expected: String

    /// A complete sentence.
    public var description: String {
      "\"\(text)\" is no number of bytes: expected \(expected). "
        + "Write it like 400MB or 2G (k, M, G are 1000, 1000², 1000³ bytes), or like 512MiB (Ki, Mi, Gi: 1024 and so on)."
    }
  }

  /// Bytes of each unit, the largest first; the first three are shown.
  private static let units: [(name: String, bytes: Int)] = [
    ("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000), ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10),
  ]

  /// Reads a whole number and its unit, whose `B` may be left out and whose case does not matter.
  ///
  /// - Throws: ``Failure``; a number alone is one too, since it may be meant in any unit.
  public static func parse(_ text: String) throws(Failure) -> Int {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let suffix = text.dropFirst(digits.count).lowercased()
    let expected =
      if digits.isEmpty {
        "a whole number"
      } else if suffix.isEmpty {
        "a unit behind the number"
      } else {
        "one of the units k, M, G, Ki, Mi and Gi behind a whole number"
      }
    let shown = Printable.line(text, limit: 60)
    guard !digits.isEmpty,
      let unit = units.first(where: { [$0.name, String($0.name.dropLast())].map { $0.lowercased() }.contains(suffix) })
    else { throw Failure(text: shown, expected: expected) }
    guard let number = Int(digits), case let (bytes, isTooBig) = number.multipliedReportingOverflow(by: unit.bytes),
      !isTooBig
    else { throw Failure(text: shown, expected: "a smaller number") }
    return bytes
  }

  /// A number of bytes in the largest unit that fits, with what is less than its tenth cut off: `1.5 GB`.
  public static func format(_ bytes: Int) -> String {
    for (unit, size) in units.prefix(3) where bytes >= size {
      return "\(bytes / size).\(bytes % size / (size / 10)) \(unit)"
    }
    return "\(bytes) bytes"
  }
}
