import Lifeboat

/// Shows how far an operation has come: one line on a terminal, which goes in the end; a JSON object each second where JSON
/// lines were asked for; else nothing.
struct ProgressBar {
  private let operation: String
  private let printer: Printer
  private var rate = RecentRate()
  private var line = ProgressLine()
  private var latestObject: ContinuousClock.Instant?
  private var work: String?

  private static let interval = Duration.seconds(1)

  /// - Parameter operation: the operation's id.
  init(operation: String, printer: Printer) {
    self.operation = operation
    self.printer = printer
  }

  /// Shows a state, unless another was shown just before.
  mutating func show(_ progress: ProgressCount, at now: ContinuousClock.Instant = .now) {
    if progress.work != work { rate = RecentRate() }
    work = progress.work
    rate.note(progress.done, at: now)
    let perSecond = rate.perSecond
    guard printer.format == .jsonl else {
      return line.show(progress.line(rate: perSecond, width: Terminal.noteWidth))
    }
    guard latestObject.map({ $0.duration(to: now) >= Self.interval }) ?? true else { return }
    latestObject = now
    printer.one([]) { json in
      json.beginObject()
      json.field("op", operation)
      json.field("phase", progress.work)
      json.field("done", progress.done)
      json.field("total", progress.total)
      json.field("rate", perSecond.map { ($0 * 10).rounded() / 10 })
      json.endObject()
    }
  }

  /// Says something beside it on standard error, such as that Redis is away.
  mutating func note(_ sentence: String) {
    line.clear()
    Terminal.note(sentence + "\n")
  }

  /// Removes the line, so that a result can stand in its place.
  mutating func clear() {
    line.clear()
  }
}
