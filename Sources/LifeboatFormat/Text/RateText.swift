/// Rates as people write them: `200/s`, `30/m`, `5/h`, and `0.5/s` for one in two seconds.
public enum RateText {
  /// Why a text is no rate.
  public struct Failure: Error, Equatable, Sendable, CustomStringConvertible {
    /// The text, made printable.
    public let text: String
    /// What was expected of it.
    public let expected: String

    /// A complete sentence.
    public var description: String {
      "\"\(text)\" is not a rate: \(expected). Write it like 200/s, 30/m or 5/h."
    }
  }

  /// Seconds of each unit, the shortest first.
  private static let units: [(name: Substring, seconds: Double)] = [("s", 1), ("m", 60), ("h", 3_600)]

  /// The most that means anything: one for each microsecond.
  private static let most = 1_000_000.0

  /// Reads a rate.
  ///
  /// - Returns: how many a second; more than 0.
  public static func parse(_ text: String) throws(Failure) -> Double {
    func failure(_ expected: String) -> Failure {
      Failure(text: Printable.line(text, limit: 60), expected: expected)
    }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let unit = units.first(where: { $0.name == parts[1] }) else {
      throw failure("a number was expected, then /s, /m or /h")
    }
    let isPlain = parts[0].utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == 0x2E }
    guard isPlain, let number = Double(parts[0]), number > 0 else {
      throw failure("a number above 0 was expected before the /")
    }
    let rate = number / unit.seconds
    guard rate <= most else { throw failure("a million a second is the most that can be kept") }
    return rate
  }

  /// A rate for people, in the shortest unit in which it is at least 1: `200/s`, `30/m`.
  public static func format(_ perSecond: Double) -> String {
    let unit = units.first { perSecond * $0.seconds >= 0.999_9 } ?? units[units.count - 1]
    let number = perSecond * unit.seconds
    let hundredths = (number * 100).rounded()
    guard hundredths.truncatingRemainder(dividingBy: 100) != 0, let whole = Int(exactly: hundredths) else {
      return "\(Int(exactly: number.rounded()) ?? .max)/\(unit.name)"
    }
    let fraction = whole % 100
    let digits = fraction % 10 == 0 ? "\(fraction / 10)" : fraction < 10 ? "0\(fraction)" : "\(fraction)"
    return "\(whole / 100).\(digits)/\(unit.name)"
  }
}
