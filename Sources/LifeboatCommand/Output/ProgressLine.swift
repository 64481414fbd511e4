/// A line on the terminal that is written over and over while something takes its time. Nothing where standard error is
/// no terminal.
struct ProgressLine {
  private var isShown = false
  private var latest: ContinuousClock.Instant?

  /// How often the line changes at most.
  private static let interval = Duration.milliseconds(100)

  /// Shows a text, unless another was shown just before.
  mutating func show(_ text: @autoclosure () -> String) {
    guard Terminal.showsNotes else { return }
    let now = ContinuousClock.now
    if let latest, latest.duration(to: now) < Self.interval { return }
    latest = now
    isShown = true
    Terminal.note("\r\u{1B}[K" + text())
  }

  /// Removes the line, so that a result can stand in its place.
  mutating func clear() {
    guard isShown else { return }
    isShown = false
    Terminal.note("\r\u{1B}[K")
  }
}
