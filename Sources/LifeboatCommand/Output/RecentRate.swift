/// How fast something has gone in the last seconds, so that a wait before them does not count.
struct RecentRate {
  private var samples: [(at: ContinuousClock.Instant, done: Int)] = []

  private static let window = Duration.seconds(4)
  private static let interval = Duration.milliseconds(200)
  /// What a shorter time says is mere chance.
  private static let shortest = Duration.milliseconds(400)

  /// Notes how many are done at a time.
  mutating func note(_ done: Int, at now: ContinuousClock.Instant) {
    if let last = samples.last {
      // Fewer than before: another count has begun.
      if done < last.done { samples.removeAll() } else if last.at.duration(to: now) < Self.interval { return }
    }
    samples.append((now, done))
    // One from before the window stays, so that slow work has a rate too.
    while samples.count > 2, samples[1].at.duration(to: now) > Self.window { samples.removeFirst() }
  }

  /// How many a second; `nil` while it cannot be told.
  var perSecond: Double? {
    guard let first = samples.first, let last = samples.last else { return nil }
    let passed = first.at.duration(to: last.at)
    guard passed >= Self.shortest else { return nil }
    return Double(last.done - first.done) / (passed / .seconds(1))
  }
}
