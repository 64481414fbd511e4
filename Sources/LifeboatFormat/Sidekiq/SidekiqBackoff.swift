/// How long a failed job waits before it runs again.
///
/// Source: Sidekiq 8, `lib/sidekiq/job_retry.rb`, `delay_for`. 25 retries span about 20 days.
public enum SidekiqBackoff {
  /// Seconds to wait: `count⁴ + 15`, and up to `10 × (count + 1)` more so that jobs that failed together do not come
  /// back together.
  ///
  /// - Parameter count: the `retry_count` as it was just stored; a negative one counts as 0.
  public static func seconds(count: Int, using generator: inout some RandomNumberGenerator) -> Int {
    let count = max(count, 0)
    // A count whose fourth power has no room is beyond every calendar anyway.
    guard count < 50_000 else { return .max }
    return count * count * count * count + 15 + jitter(count: count, using: &generator)
  }

  /// The random part alone, which is added to a delay of the job's own too.
  public static func jitter(count: Int, using generator: inout some RandomNumberGenerator) -> Int {
    let count = min(max(count, 0), 50_000)
    return Int.random(in: 0..<(10 * (count + 1)), using: &generator)
  }
}
