/// What Sidekiq's Metrics page is made of: counts and durations of a class's jobs in each minute.
///
/// Source: Sidekiq, `lib/sidekiq/metrics/tracking.rb` and `shared.rb`.
public enum SidekiqMetrics {
  /// Sidekiq 7 and 8 keep the same numbers under different keys, and neither sees the other's.
  public enum Layout: Sendable, Hashable, CaseIterable {
    case seven, eight
  }

  /// What a field of a minute counts.
  public enum Count: String, Sendable, CaseIterable {
    /// Attempts, failed ones included.
    case processed = "p"
    /// Attempts that failed.
    case failed = "f"
    /// Milliseconds of the attempts that did not fail.
    case milliseconds = "ms"
  }

  /// How many seconds a minute's counts and durations are kept.
  public static let minuteExpiry = 28_800
  /// How many seconds the counts of ten minutes are kept.
  public static let tenMinutesExpiry = 259_200

  /// The milliseconds at which the next bucket starts; a last one takes what takes longer.
  static let bounds = [
    20, 30, 45, 65, 100, 150, 225, 335, 500, 750, 1_100, 1_700, 2_500, 3_800, 5_750, 8_500, 13_000, 20_000, 30_000,
    45_000, 65_000, 100_000, 150_000, 225_000, 335_000,
  ]

  /// How many buckets there are.
  public static let bucketCount = bounds.count + 1

  /// The bucket of a duration: the first of which the bound is greater.
  public static func bucket(milliseconds: Int) -> Int {
    bounds.firstIndex { $0 > milliseconds } ?? bounds.count
  }

  /// The field of a count: `CLASS|p`. An Active Job counts under its own class, not its wrapper's.
  public static func field(className: String, _ count: Count) -> String { className + "|" + count.rawValue }
}
