import LifeboatFormat

/// Whether workers are registered that are dead, by the rules of `worker prune`.
struct DeadWorkersCheck: Check {
  let name = "dead-workers"
  let group = CheckGroup.workers
  let fine = "no dead worker is registered"

  func findings(_ examination: Examination) async throws(InspectorError) -> [Finding] {
    let workers = try await examination.dialect.prunableWorkers(
      seenBy: examination.observer, failures: FailureChoice(), on: examination.connection)
    let dead = workers.filter(\.isDead)
    let unknown = workers.filter { !$0.isDead && !$0.isAlive }
    var findings: [Finding] = []
    if let first = dead.first {
      let jobs = dead.reduce(0) { $0 + $1.jobs }
      let lost = jobs > 0 ? ", with \(Advice.count(jobs, "job")) that \(jobs == 1 ? "was" : "were") running" : ""
      findings.append(
        Finding(
          jobs > 0 ? .problem : .warning,
          "\(Advice.count(dead.count, "dead worker")) \(dead.count == 1 ? "is" : "are") registered\(lost):"
            + " \(Advice.names(dead.map(\.id))) (\(first.reason))",
          advice: "`lifeboat worker prune` ends them; what they ran is recorded as failed",
          evidence: [
            .number("workers", dead.count), .number("jobs", jobs), .texts("examples", dead.prefix(5).map(\.id)),
          ]))
    }
    if let first = unknown.first {
      findings.append(
        .note(
          "nobody can tell whether \(Advice.count(unknown.count, "worker")) live\(Advice.s(unknown.count)):"
            + " \(Advice.names(unknown.map(\.id))) (\(first.reason))",
          advice: "`lifeboat worker prune --dry-run` says why; Ruby's `resque remove ID` removes one",
          .number("workers", unknown.count), .texts("examples", unknown.prefix(5).map(\.id))))
    }
    return findings
  }
}
