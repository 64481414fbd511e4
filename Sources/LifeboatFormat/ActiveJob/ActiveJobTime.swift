/// An instant with the zone offset that it was written with: Ruby's `Time`, `DateTime` or time with zone.
///
/// Decodes from the text that Active Job writes, `2024-01-02T03:04:05.678901234-05:00`, and from those that Ruby's
/// JSON makes of a `Time`; the fraction may be missing. Encodes as the first, and into an Active Job as a `Time`.
public struct ActiveJobTime: Sendable, Hashable {
  /// Whole seconds since 1970, before it negative.
  public var seconds: Int
  /// Nanoseconds since that second, 0 to 999,999,999.
  public var nanoseconds: Int
  /// Seconds east of Greenwich; times of different offsets are different values, even if they are the same instant.
  public var offset: Int

  /// - Parameter seconds: since 1970.
  public init(seconds: Int, nanoseconds: Int = 0, offset: Int = 0) {
    self.seconds = seconds
    self.nanoseconds = nanoseconds
    self.offset = offset
  }

  /// Reads a text; nil when it is no time, or has no zone. More than nine digits of a fraction are cut off.
  public init?(_ text: String) {
    guard let (seconds, nanoseconds, offset) = TimestampParser.parse(Array(text.utf8)) else { return nil }
    self.init(seconds: seconds, nanoseconds: nanoseconds, offset: offset)
  }
}

extension ActiveJobTime {
  /// The time some milliseconds later.
  public func advanced(byMilliseconds milliseconds: Int) -> ActiveJobTime {
    let nanoseconds = nanoseconds + milliseconds % 1000 * 1_000_000
    return ActiveJobTime(
      seconds: seconds + milliseconds / 1000 + nanoseconds / 1_000_000_000, nanoseconds: nanoseconds % 1_000_000_000,
      offset: offset)
  }
}

extension ActiveJobTime {
  /// The last second of the year 9999, behind which calendars and texts differ.
  static let latest = 253_402_300_799

  /// Whether this instant comes after another, whatever their offsets are.
  public func isLater(than other: ActiveJobTime) -> Bool {
    (seconds, nanoseconds) > (other.seconds, other.nanoseconds)
  }

  /// The time that much later, or earlier for a negative duration; at the latest the end of the year 9999, at the
  /// earliest 1970.
  public func advanced(by duration: Duration) -> ActiveJobTime {
    let start = Duration.seconds(seconds) + .nanoseconds(nanoseconds)
    let latest = Duration.seconds(Self.latest)
    let (whole, attoseconds) = (start + min(max(duration, .zero - start), latest)).components
    guard whole < Self.latest else { return ActiveJobTime(seconds: max(seconds, Self.latest), offset: offset) }
    return ActiveJobTime(seconds: Int(whole), nanoseconds: Int(attoseconds / 1_000_000_000), offset: offset)
  }
}

extension ActiveJobTime: CustomStringConvertible {
  /// As Active Job writes it: `2024-01-02T03:04:05.678901234-05:00`, with `Z` for an offset of zero.
  public var description: String { Timestamp.iso8601(seconds, nanoseconds: nanoseconds, offset: offset) }
}

extension ActiveJobTime: TextValue {
  static let example = "2024-01-02T03:04:05Z"

  var activeJobForm: JSONValue { .time(self) }
}
