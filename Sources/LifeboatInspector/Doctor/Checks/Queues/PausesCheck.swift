import LifeboatFormat

/// Queues that are paused while jobs wait in them.
struct PausesCheck: Check {
  let name = "pauses"
  let group = CheckGroup.queues
  let fine = "no queue with jobs is paused"

  func findings(_ examination: Examination) async throws(InspectorError) -> [Finding] {
    let survey = try await examination.queues()
    var findings: [Finding] = []
    let waiting = survey.filled.reduce(0) { $0 + ($1.length ?? 0) }
    if survey.isAllPaused {
      findings.append(
        .warning(
          examination.dialect.pauseReach.status + (waiting > 0 ? "; \(Advice.count(waiting, "job")) wait" : ""),
          advice: "`lifeboat queue resume --all`", .number("jobs", waiting)))
    }
    let paused = survey.filled.filter(\.isPaused)
    guard !paused.isEmpty else { return findings }
    let jobs = paused.reduce(0) { $0 + ($1.length ?? 0) }
    findings.append(
      .note(
        "\(Advice.count(jobs, "job")) wait\(Advice.s(jobs)) in paused queues: \(Advice.names(paused.map(\.name)))",
        advice: "`lifeboat queue resume \(Advice.word(paused[0].name))` when they may run",
        .number("jobs", jobs), .texts("queues", paused.prefix(20).map(\.name))))
    return findings
  }
}
