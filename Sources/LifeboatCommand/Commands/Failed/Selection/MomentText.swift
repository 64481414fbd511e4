import Lifeboat

/// Moments as people write them: how long ago (`2h`), a day, or a time.
enum MomentText {
  /// Reads seconds since 1970.
  ///
  /// - Parameter option: what errors call it.
  static func parse(_ text: String, option: String, now: ActiveJobTime) throws -> Int {
    if let time = time(text) { return time.seconds }
    if let seconds = Int(text) {
      // Nobody means 1970, and whoever forgets a unit should not get everything.
      guard seconds >= 100_000_000 else {
        throw UsageError.pointing("\(option): a unit (d, h, m or s) was expected", at: text.utf8.count, in: text)
      }
      return seconds
    }
    guard text.first?.isNumber == true, !text.contains(where: { "-/:".contains($0) }) else {
      throw UsageError(
        "\(option) should be how long ago, such as 2h, or a time such as 2026-11-21, 2026-11-21T09:00 or"
          + " 2026-11-21T09:00:00Z, got \(Printable.line(text, limit: 40))")
    }
    do {
      return now.seconds - Int(try DurationText.parse(text).components.seconds)
    } catch {
      let place = text.prefix(error.position - 1).utf8.count
      throw UsageError.pointing("\(option): \(error.expected) was expected", at: place, in: text)
    }
  }

  private static func time(_ text: String) -> ActiveJobTime? {
    if let time = ActiveJobTime(text) ?? LocalTime.parse(text) { return time }
    // A day begins at one o'clock where the clocks go forward at midnight.
    return LocalTime.parse(text + "T00:00") ?? LocalTime.parse(text + "T01:00")
  }
}
