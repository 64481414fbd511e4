/// A day without a time or a zone: Ruby's `Date`.
///
/// Decodes from `2024-01-02`. Encodes as that, and into an Active Job as a `Date`.
public struct CalendarDate: Sendable, Hashable {
  /// 0 to 9999.
  public let year: Int
  /// From 1.
  public let month: Int
  /// Of the month, from 1.
  public let day: Int

  /// A day; nil when the calendar has none of these numbers.
  public init?(year: Int, month: Int, day: Int) {
    let midnight = CivilTime(year: year, month: month, day: day, hour: 0, minute: 0, second: 0)
    guard (0...9_999).contains(year), midnight.isValid else { return nil }
    self.year = year
    self.month = month
    self.day = day
  }

  /// Reads `YYYY-MM-DD`; nil for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.map(\.utf8.count) == [4, 2, 2], text.utf8.allSatisfy({ $0 < 0x3A && $0 != UInt8(ascii: "+") }),
      let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
    else { return nil }
    self.init(year: year, month: month, day: day)
  }
}

extension CalendarDate: Comparable {
  public static func < (left: CalendarDate, right: CalendarDate) -> Bool {
    (left.year, left.month, left.day) < (right.year, right.month, right.day)
  }
}

extension CalendarDate: CustomStringConvertible {
  /// `2024-01-02`
  public var description: String {
    let midnight = CivilTime(year: year, month: month, day: day, hour: 0, minute: 0, second: 0)
    return String(Timestamp.iso8601Z(midnight.epoch).prefix(10))
  }
}

extension CalendarDate: TextValue {
  static let example = "2024-01-02"

  var activeJobForm: JSONValue { .date(self) }
}
