/// The ways in which job systems write times. What we write is always UTC.
///
/// All take and give seconds since 1970.
public enum Timestamp {
  /// A failure's `failed_at`: `2026/11/21 09:12:18 UTC`.
  public static func resqueFailedAt(_ seconds: Int) -> String {
    text(seconds, dateSeparator: "/", between: " ", suffix: " UTC")
  }

  /// A working record's `run_at`: `2026-11-21T09:15:55Z`.
  public static func iso8601Z(_ seconds: Int) -> String {
    text(seconds, dateSeparator: "-", between: "T", suffix: "Z")
  }

  /// The same with a fraction, as Active Job writes it: `2026-11-21T09:28:13.980351516Z`.
  ///
  /// - Parameters:
  ///   - nanoseconds: of the second, 0 to 999,999,999.
  ///   - digits: how many digits of the fraction to write, 1 to 9; the others are cut off.
  public static func iso8601Z(_ seconds: Int, nanoseconds: Int, digits: Int = 9) -> String {
    let fraction = padded(nanoseconds, 9).prefix(max(1, min(digits, 9)))
    return text(seconds, dateSeparator: "-", between: "T", suffix: "." + fraction + "Z")
  }

  /// A time as Active Job's serializers write it: nine digits of a fraction, and the zone's offset, `Z` for none.
  ///
  /// - Parameter offset: seconds east of Greenwich; parts of minutes are left out.
  static func iso8601(_ seconds: Int, nanoseconds: Int, offset: Int) -> String {
    guard offset != 0 else { return iso8601Z(seconds, nanoseconds: nanoseconds) }
    let minutes = Int(offset.magnitude / 60)
    let zone = (offset < 0 ? "-" : "+") + padded(minutes / 60, 2) + ":" + padded(minutes % 60, 2)
    return text(
      seconds + offset, dateSeparator: "-", between: "T", suffix: "." + padded(nanoseconds, 9) + zone)
  }

  /// A field of `workers:heartbeat`: `2026-11-21T09:15:55+00:00`. Ruby writes no `Z` here.
  public static func heartbeat(_ seconds: Int) -> String {
    text(seconds, dateSeparator: "-", between: "T", suffix: "+00:00")
  }

  /// `worker:ID:started`: `2026-11-21 09:15:55 +0000`.
  public static func started(_ seconds: Int) -> String {
    text(seconds, dateSeparator: "-", between: " ", suffix: " +0000")
  }

  /// Reads any of these forms, with another offset (`±HHMM`, `±HH:MM`, `±HH`) and with a fraction too.
  ///
  /// - Returns: nil for anything else, for a text without zone, and for zone abbreviations other than `UTC`, `GMT`
  ///   and `Z`: `IST` may mean three different offsets.
  public static func parse(_ text: String) -> (seconds: Int, nanoseconds: Int)? {
    TimestampParser.parse(Array(text.utf8)).map { ($0.seconds, $0.nanoseconds) }
  }

  /// Reads the `failed_at` of a failure, in which Ruby writes its own zone's abbreviation: `2026/11/21 04:15:55 EST`. Those
  /// that may mean several zones have one meaning: `IST` is India's, `CST` America's, `BST` Britain's.
  ///
  /// - Returns: seconds since 1970; nil for an abbreviation that is not in the table, and as ``parse(_:)`` does.
  public static func parseFailedAt(_ text: String) -> Int? {
    TimestampParser.parse(Array(text.utf8), readsAbbreviations: true)?.seconds
  }

  private static func text(_ seconds: Int, dateSeparator: Character, between: Character, suffix: String) -> String {
    let time = CivilTime(epoch: seconds)
    var text = padded(time.year, 4)
    text.reserveCapacity(40)
    for (separator, number) in [
      (dateSeparator, time.month), (dateSeparator, time.day), (between, time.hour), (":", time.minute),
      (":", time.second),
    ] {
      text.append(separator)
      text += padded(number, 2)
    }
    return text + suffix
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return digits.utf8.count >= width ? digits : String(repeating: "0", count: width - digits.utf8.count) + digits
  }
}
