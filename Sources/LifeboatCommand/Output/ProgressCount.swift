import Lifeboat

/// How far something has come.
struct ProgressCount: Equatable {
  /// What is done, in one word: `requeue`.
  let work: String
  /// How many are done.
  let done: Int
  /// How many there are; `nil` while nobody knows.
  let total: Int?

  private static let bar = 20

  /// A line for a terminal: `requeue  ████████░░░░  412,204 of 1,000,000  98,400/s  6s left`.
  ///
  /// - Parameters:
  ///   - rate: how many a second lately; `nil` where that is not known yet.
  ///   - width: how many columns there are. What has no room is left out: the bar first, then the time, then the rate.
  func line(rate: Double?, width: Int) -> String {
    let counts = total.map { "\(done.grouped) of \($0.grouped)" } ?? done.grouped
    var parts = [work, counts]
    func fits(_ parts: [String]) -> Bool { parts.joined(separator: "  ").displayWidth < width }
    // While nothing moves there is no rate to tell.
    let rate = rate.flatMap { $0 > 0 ? $0 : nil }
    for part in [rate.map(Self.text), timeLeft(rate)].compactMap(\.self) where fits(parts + [part]) {
      parts.append(part)
    }
    if let bar = filled(Self.bar), fits(parts + [bar]) { parts.insert(bar, at: 1) }
    let line = parts.joined(separator: "  ")
    return line.displayWidth < width ? line : String(line.prefix(max(0, width - 1)))
  }

  /// From 0 to 1.
  private var share: Double? {
    guard let total, total > 0 else { return nil }
    return min(1, Double(done) / Double(total))
  }

  private func filled(_ width: Int) -> String? {
    guard let share else { return nil }
    let full = Int(share * Double(width))
    return String(repeating: "█", count: full) + String(repeating: "░", count: width - full)
  }

  private func timeLeft(_ rate: Double?) -> String? {
    guard let rate, let total, total > done else { return nil }
    return RelativeTime.span(Int(exactly: (Double(total - done) / rate).rounded(.up)) ?? .max) + " left"
  }

  private static func text(_ rate: Double) -> String {
    rate >= 10 ? "\((Int(exactly: rate.rounded()) ?? .max).grouped)/s" : RateText.format(rate)
  }
}
