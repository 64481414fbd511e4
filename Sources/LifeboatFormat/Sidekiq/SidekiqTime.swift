/// A moment, as Sidekiq's payloads and scores have it.
///
/// Sidekiq up to 7 writes float seconds, 8 integer milliseconds; 8 tells them apart by the point, and takes integer
/// seconds for 1970. Float seconds are the one form that every version reads rightly.
public struct SidekiqTime: Sendable, Hashable, Comparable {
  /// In which form times are written into payloads. Scores are float seconds in every version.
  public enum Form: Sendable, Hashable {
    /// `1795252255.2877436`.
    case seconds
    /// `1795252255287`, for apps in which every reader is Sidekiq 8 or later.
    case milliseconds
  }

  /// Whole seconds since 1970, before it negative.
  public let seconds: Int
  /// Nanoseconds since that second, 0 to 999,999,999.
  public let nanoseconds: Int

  /// The latest second that is written: the end of the year 9999, which Ruby's calendar still shows.
  static let latest = 253_402_300_799

  /// - Parameter nanoseconds: 0 to 999,999,999.
  public init(seconds: Int, nanoseconds: Int = 0) {
    self.seconds = seconds
    self.nanoseconds = nanoseconds
  }

  /// A moment by its microseconds since 1970, before it negative.
  public init(microseconds: Int) {
    let (quotient, remainder) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
    let isBefore = remainder < 0
    self.init(
      seconds: quotient - (isBefore ? 1 : 0), nanoseconds: (remainder + (isBefore ? 1_000_000 : 0)) * 1_000)
  }

  /// Reads a field of a payload: a float is seconds; an integer from 10¹¹ on is milliseconds, a smaller one seconds.
  ///
  /// - Returns: nil when it is no number, or no time that anybody could mean.
  public init?(reading value: JSONSlice) {
    guard value.kind == .number else { return nil }
    guard let integer = value.int else {
      guard let double = value.double else { return nil }
      self.init(double)
      return
    }
    guard integer.magnitude >= 100_000_000_000 else {
      self.init(seconds: integer)
      return
    }
    let (microseconds, isTooLarge) = integer.multipliedReportingOverflow(by: 1_000)
    guard !isTooLarge else { return nil }
    self.init(microseconds: microseconds)
  }

  /// A score or another number of seconds; nil for NaN, infinities and what no calendar has.
  public init?(_ double: Double) {
    guard double.magnitude < 1e15 else { return nil }
    let whole = double.rounded(.down)
    let fraction = Int(((double - whole) * 1e9).rounded())
    self.init(seconds: Int(whole) + fraction / 1_000_000_000, nanoseconds: fraction % 1_000_000_000)
  }

  /// The seconds since 1970 as Ruby's `Time#to_f` has them.
  public var double: Double { Double(seconds) + Double(nanoseconds) / 1e9 }

  /// The seconds as a JSON number in Ruby's spelling, always with a point: `1795252255.2877436`, `1795252255.0`.
  public var text: String { RubyFloat.text(double) }

  /// What stands for the moment in a sorted set: the same text.
  public var score: String { text }

  /// Whole milliseconds since 1970; the rest is cut off.
  public var milliseconds: Int { seconds * 1_000 + nanoseconds / 1_000_000 }

  /// The JSON number in one of the forms.
  public func text(_ form: Form) -> String {
    switch form {
    case .seconds: text
    case .milliseconds: String(milliseconds)
    }
  }

  /// The moment some seconds later, at the latest at the end of the year 9999.
  public func advanced(bySeconds delay: Int) -> SidekiqTime {
    let (sum, isTooLarge) = seconds.addingReportingOverflow(delay)
    guard !isTooLarge, sum <= Self.latest else { return SidekiqTime(seconds: max(seconds, Self.latest)) }
    return SidekiqTime(seconds: sum, nanoseconds: nanoseconds)
  }

  public static func < (left: SidekiqTime, right: SidekiqTime) -> Bool {
    (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
  }
}
