import LifeboatFormat

/// Queues whose next job has waited for long, where jobs say since when they wait.
struct WaitsCheck: Check {
  let name = "waits"
  let group = CheckGroup.queues
  let fine = "no job has waited for long"

  /// Seconds from which on it is said, and from which on somebody should look.
  private static let long = 600.0
  private static let tooLong = 86_400.0

  func findings(_ examination: Examination) async throws(InspectorError) -> [Finding] {
    try await examination.queues().filled.filter { $0.wait ?? 0 >= Self.long }.prefix(10).map { queue in
      let wait = queue.wait ?? 0
      return Finding(
        wait >= Self.tooLong ? .warning : .note,
        "the next job of the queue \(Printable.line(queue.name, limit: 80)) has waited for \(Advice.span(wait))",
        advice:
          "give the queue more workers, or a higher rank in theirs; `lifeboat queue show \(Advice.word(queue.name))`",
        evidence: [.text("queue", queue.name), .number("seconds", Int(wait)), .number("jobs", queue.length ?? 0)])
    }
  }
}
