/// Durations as people write them: `30s`, `5m`, `1h30m`, `250ms`, `2d`, and `10` for ten seconds.
public enum DurationText {
  /// Why a text is no duration.
  public struct Failure: Error, Equatable, Sendable, CustomStringConvertible {
    /// The text, made printable.
    public let text: String
    /// Where it stops making sense, in characters from 1.
    public let position: Int
    /// What was expected there.
    public let expected: String

    /// A complete sentence.
    public var description: String {
      "\"\(text)\" is not a duration: \(expected) was expected at character \(position). "
        + "Write it like 30s, 5m, 1h30m, 250ms or 2d."
    }
  }

  /// Nanoseconds of each unit, the largest first.
  private static let units: [(name: String, nanoseconds: Int64)] = [
    ("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("m", 60_000_000_000), ("s", 1_000_000_000),
    ("ms", 1_000_000),
  ]

  /// Reads a duration. Units come from large to small, each at most once; numbers are whole.
  ///
  /// - Throws: ``Failure`` with the place and what was expected there.
  public static func parse(_ text: String) throws(Failure) -> Duration {
    let characters = Array(text)
    func failure(at index: Int, _ expected: String) -> Failure {
      Failure(text: Printable.line(text, limit: 60), position: index + 1, expected: expected)
    }
    var index = 0
    var total: Int64 = 0
    var smallestUnit = -1
    repeat {
      let numberStart = index
      while index < characters.count, characters[index].isASCII, characters[index].isNumber { index += 1 }
      guard let number = Int64(String(characters[numberStart..<index])) else {
        throw failure(at: numberStart, index > numberStart ? "a smaller number" : "a whole number")
      }
      let unitStart = index
      while index < characters.count, characters[index].isLetter { index += 1 }
      let name = String(characters[unitStart..<index])
      let isPlain = name.isEmpty && numberStart == 0 && index == characters.count
      guard let unit = units.firstIndex(where: { $0.name == (isPlain ? "s" : name) }) else {
        throw failure(at: unitStart, "a unit (d, h, m, s or ms)")
      }
      guard unit > smallestUnit else { throw failure(at: unitStart, "a unit smaller than \(units[smallestUnit].name)") }
      smallestUnit = unit
      let (product, tooBig) = number.multipliedReportingOverflow(by: units[unit].nanoseconds)
      let (sum, overflow) = total.addingReportingOverflow(product)
      guard !tooBig, !overflow else { throw failure(at: numberStart, "a smaller number") }
      total = sum
    } while index < characters.count
    return .nanoseconds(total)
  }

  /// A duration for people: `1m 30s`, `250ms`, `0s`. What is less than a millisecond is cut off, and so is what is more
  /// than 64 bits of milliseconds, ages from now.
  public static func format(_ duration: Duration) -> String {
    let longest = Duration.milliseconds(Int64.max)
    let (seconds, attoseconds) = min(max(duration, .zero - longest), longest).components
    var rest = seconds.magnitude * 1_000
    rest += UInt64(attoseconds.magnitude / 1_000_000_000_000_000)
    var parts: [String] = []
    for unit in units {
      let size = UInt64(unit.nanoseconds / 1_000_000)
      if rest >= size { parts.append("\(rest / size)\(unit.name)") }
      rest %= size
    }
    let isNegative = !parts.isEmpty && duration < .zero
    return parts.isEmpty ? "0s" : (isNegative ? "-" : "") + parts.joined(separator: " ")
  }
}
