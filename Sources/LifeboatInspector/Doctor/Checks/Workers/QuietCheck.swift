import LifeboatFormat

/// Sidekiq processes that were told to take no more jobs, while jobs wait.
struct QuietCheck: Check {
  let name = "quiet"
  let group = CheckGroup.workers
  let fine = "no process is quiet while jobs wait"

  func findings(_ examination: Examination) async throws(InspectorError) -> [Finding] {
    guard case .processes(let processes) = try await examination.workers() else { return [] }
    let quiet = processes.filter(\.process.isQuiet)
    guard !quiet.isEmpty, !(try await examination.queues().filled.isEmpty) else { return [] }
    let all = quiet.count == processes.count
    let sentence =
      all
      ? "every process is quiet, and jobs wait: \(Advice.names(quiet.map(\.id)))"
      : "\(quiet.count) of \(processes.count) processes take no more jobs, being quiet: \(Advice.names(quiet.map(\.id)))"
    let advice =
      "restart them when their jobs have ended; a quiet Sidekiq cannot be woken, a Lifeboat worker by the signal CONT"
    return [
      Finding(
        all ? .problem : .note, sentence, advice: advice,
        evidence: [.number("quiet", quiet.count), .number("processes", processes.count)])
    ]
  }
}
