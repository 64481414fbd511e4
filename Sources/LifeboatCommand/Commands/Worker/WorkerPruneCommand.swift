import ArgumentParser
import Lifeboat
import LifeboatInspector

struct WorkerPruneCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune",
    abstract: "End workers that are dead, of both languages, and never a live one.",
    discussion: """
      Lifeboat's own: a process that was on this machine and has ended is dead at once. Any other is watched until its beat moves, or has stood still for its whole lease (30s unless told). The jobs of the dead go back to the front of their queues.

      Resque's: dead is a worker without a heartbeat for more than 300 seconds, as Ruby's own pruning sees it, unless its process runs on this host; or one of this host whose process is gone and whose heartbeat is missing or older than 120 seconds. Ruby's pruning does not look at the heartbeat there, and so removes workers that live in another container of the same host name; this does not. The job that a dead one ran is recorded as failed, as Ruby records it. A heartbeat that is no time is reported and left alone.

      Example:
        lifeboat worker prune --dry-run
        lifeboat worker prune --yes -o json
      """)

  @OptionGroup var confirmation: Confirmation
  @OptionGroup(title: "Failures") var failures: FailureFlags
  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let connection = try await global.connect()
    let dialect = try global.dialect
    let watch = try await watch(connection, dialect)
    let pruner = WorkerPruner(connection: connection, dialect: dialect)
    var findings = watch.members.map { PruneFinding(.member($0.member, $0.state)) }
    findings += try await judged(by: pruner)
    let dead = findings.count(where: \.isDead)
    guard dead > 0, !confirmation.dryRun else { return show(findings) }
    // Whoever is asked sees first what it is about.
    if global.output == .table, dead > 1, !confirmation.yes { show(findings) }
    try confirmation.confirm("end \(dead) dead workers", count: dead)
    for index in findings.indices where findings[index].isDead {
      switch findings[index].subject {
      case .member(let member, _): try await end(member, watch, connection, &findings[index])
      case .registered(let worker, let verdict):
        let backend = try await backend(connection, dialect)
        let now = try await pruner.time()
        findings[index].isPruned = try await pruner.unregister(worker, verdict, backend: backend, at: now)
        findings[index].note = note(on: worker, isPruned: findings[index].isPruned == true)
      }
    }
    show(findings)
    try judge(findings)
  }

  /// Looks at our own processes until it is known of each whether it lives.
  private func watch(_ connection: RedisConnection, _ dialect: any Dialect) async throws -> MemberWatch {
    var watch = MemberWatch(dialect: dialect)
    var isAnnounced = false
    while true {
      let latest = watch
      watch = try await connection.perform { (session) throws(RedisError) in
        var watch = latest
        try watch.look(on: session)
        return watch
      }
      guard let patience = watch.patience else { return watch }
      if !isAnnounced {
        let count = watch.members.count { $0.state == .watched }
        Terminal.note(
          "watching \(count) Lifeboat \(count == 1 ? "process" : "processes") for a beat, for"
            + " \(DurationText.format(patience)) at most\n")
        isAnnounced = true
      }
      try await Task.sleep(for: watch.pause)
    }
  }

  private func judged(by pruner: WorkerPruner) async throws -> [PruneFinding] {
    let workers = try await pruner.workers()
    let judge = PruneJudge(now: try await pruner.time(), host: LocalHost.name) { pid in
      guard LocalProcess.exists(pid) else { return .none }
      // One that has ended and waits for its parent to take notice shows no command line.
      guard let process = LocalProcess(pid: pid), !process.commandLine.isEmpty else { return .unknown }
      if PruneJudge.isResque(process.commandLine) { return .resque(startedAt: process.startedAt) }
      return process.startedAt.map { .other(startedAt: $0) } ?? .unknown
    }
    return workers.map { PruneFinding(.registered($0, judge.verdict(on: $0))) }
  }

  private func end(
    _ member: Member, _ watch: MemberWatch, _ connection: RedisConnection, _ finding: inout PruneFinding
  ) async throws {
    let ending = try await connection.perform { (session) throws(RedisError) in
      try watch.end(member, on: session)
    }
    finding.isPruned = true
    switch ending {
    case .ended(let remains):
      finding.note = remains.returned == 1 ? "1 job is back" : "\(remains.returned) jobs are back"
      if remains.poisoned > 0 { finding.note += ", \(remains.poisoned) that keep killing workers failed" }
    case .gone: finding.note = "somebody else was quicker"
    case .alive: (finding.isPruned, finding.note) = (false, "it has beaten after all")
    case .refused(let message): (finding.isPruned, finding.note) = (false, Printable.line(message, limit: 200))
    }
  }

  private func backend(_ connection: RedisConnection, _ dialect: any Dialect) async throws -> FailureBackend {
    if let told = failures.failures { return told }
    return try await FailedList(connection: connection, dialect: dialect).found()
  }

  private func note(on worker: RegisteredWorker, isPruned: Bool) -> String {
    guard isPruned else { return "it has beaten, or gone on, since it was looked at" }
    guard !worker.isLifeboat, case .job(let queue, _, _) = worker.running else { return "" }
    return "its job of \(Printable.line(queue, limit: 60)) is recorded as failed"
  }

  private func show(_ findings: [PruneFinding]) {
    global.printer.list(findings, empty: "no workers are registered", columns: PruneFinding.columns) {
      $0.row
    } json: { finding, json in
      finding.write(to: &json)
    }
  }

  private func judge(_ findings: [PruneFinding]) throws {
    let left = findings.count { $0.isPruned == false }
    guard left > 0 else { return }
    let isPartly = findings.contains { $0.isPruned == true }
    throw CommandFailed(
      isPartly ? .partlyDone : .refused, "\(left) of \(findings.count(where: \.isDead)) were not ended; DONE says why")
  }
}
