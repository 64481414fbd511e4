/// A minute of UTC, as Sidekiq writes it into its keys.
public struct SidekiqMinute: Sendable, Hashable {
  private let epochMinute: Int

  /// The minute in which a second since 1970 lies.
  public init(of seconds: Int) {
    epochMinute = seconds >= 0 ? seconds / 60 : (seconds - 59) / 60
  }

  private var time: CivilTime { CivilTime(epoch: epochMinute * 60) }

  /// The day, as the daily counters have it: `2026-11-21`.
  public var day: String { year + "-" + Self.two(time.month) + "-" + Self.two(time.day) }

  /// `20261121|9:3` in Sidekiq 7, where neither hour nor minute is padded; `261121|9:03` in 8, where the minute is.
  func countsText(_ layout: SidekiqMetrics.Layout) -> String {
    let (hour, minute) = (time.hour, time.minute)
    return switch layout {
    case .seven: "\(date)|\(hour):\(minute)"
    case .eight: "\(date.dropFirst(2))|\(hour):\(Self.two(minute))"
    }
  }

  /// `261121|9:0`: the minute without its last digit.
  var tenMinutesText: String { String(countsText(.eight).dropLast()) }

  /// `21-09:3` in Sidekiq 7, where the day and the hour are padded; `21-9:3` in 8, where nothing is.
  func histogramText(_ layout: SidekiqMetrics.Layout) -> String {
    let (day, hour, minute) = (time.day, time.hour, time.minute)
    return switch layout {
    case .seven: "\(Self.two(day))-\(Self.two(hour)):\(minute)"
    case .eight: "\(day)-\(hour):\(minute)"
    }
  }

  private var date: String { year + Self.two(time.month) + Self.two(time.day) }

  private var year: String {
    let digits = String(time.year)
    return String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}
