extension Duration {
  /// Where a wait stops being one: what is longer is cut to it, or not waited for at all.
  static let century = Duration.seconds(3_155_760_000)

  /// Whole nanoseconds; a duration of centuries is cut off at the largest that fits.
  var nanoseconds: Int64 {
    // Compared as durations: one that has more seconds than 64 bits count cannot be taken apart.
    if self >= .nanoseconds(Int64.max) { return .max }
    if self <= .nanoseconds(Int64.min) { return .min }
    let (seconds, attoseconds) = components
    return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
  }

  /// Whole milliseconds to wait: none for a negative duration, a century at most.
  var waitMilliseconds: Int { Int(min(max(.zero, self), .century).nanoseconds / 1_000_000) }
}
