import ArgumentParser
import Lifeboat
import LifeboatInspector

struct WorkerPruneCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune",
    abstract: "End workers that are dead, of both languages, and never a live one.",
    discussion: """
      Lifeboat's own: a process that was on this machine and has ended is dead at once. Any other is watched until its beat moves, or has stood still for its whole lease (30s unless told). The jobs of the dead go back to the front of their queues. With --yes, or once it was agreed to, whoever is dead for sure does not wait for those that must be watched.

      Resque's: dead is a worker without a heartbeat for more than 300 seconds, as Ruby's own pruning sees it, unless its process runs on this host; or one of this host whose process is gone and whose heartbeat is missing or older than 120 seconds. Ruby's pruning does not look at the heartbeat there, and so removes workers that live in another container of the same host name; this does not. The job that a dead one ran is recorded as failed, as Ruby records it. A heartbeat that is no time is reported and left alone, and so is a dead worker whose record of its job cannot be read.

      Exit codes: 3 all that is dead needs a look first, 4 some were ended and others not, 7 none was ended; DONE says why.

      Example:
        lifeboat worker prune --dry-run
        lifeboat worker prune --yes -o json
      """)

  @OptionGroup var confirmation: Confirmation
  @OptionGroup(title: "Failures") var failures: FailureFlags
  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let app = try await global.app()
    var findings: [PruneFinding] = []
    do {
      try await prune(&findings, app)
    } catch {
      let ended = findings.count { $0.isPruned == true }
      guard ended > 0 else { throw error }
      show(findings)
      throw CommandFailed(
        .partlyDone, "\(ended) dead \(ended == 1 ? "worker was" : "workers were") ended, then: \(error)")
    }
    show(findings)
    try judge(findings)
  }

  /// Finds the dead, and ends them unless it is only to be shown.
  ///
  /// Whoever is known to be dead does not wait for those that must be watched, once it is agreed that all may go.
  private func prune(_ findings: inout [PruneFinding], _ app: InspectedApp) async throws {
    let connection = app.connection
    let dead = DeadWorkers(connection: connection)
    var watch = try await look(MemberWatch(dialect: app.dialect), connection)
    findings = watch.members.filter { $0.state != .watched }.map { PruneFinding(.member($0.member, $0.state)) }
    let ours = findings.count
    findings += try await judged(app)
    let watched = watch.members.count - ours
    var isAgreed = false
    if watched > 0, !confirmation.dryRun, confirmation.yes || Terminal.canAsk, findings.contains(where: \.canBeEnded) {
      try agree(to: findings, watched: watched)
      isAgreed = true
      try await dead.end(&findings, watch)
    }
    if watched > 0 {
      let known = Set(watch.members.filter { $0.state != .watched }.map(\.member.incarnation))
      watch = try await watchOn(watch, connection, ended: findings.count { $0.isPruned == true })
      let late = watch.members.filter { !known.contains($0.member.incarnation) }
      findings.insert(contentsOf: late.map { PruneFinding(.member($0.member, $0.state)) }, at: ours)
    }
    guard !confirmation.dryRun else { return }
    if !isAgreed { try agree(to: findings, watched: 0) }
    try await dead.end(&findings, watch)
  }

  /// Asks, where more than one would be ended.
  private func agree(to findings: [PruneFinding], watched: Int) throws {
    let count = findings.count(where: \.canBeEnded)
    guard count > 0 else { return }
    // Whoever is asked sees first what it is about.
    if global.output == .table, count + watched > 1, !confirmation.yes { show(findings) }
    let others = watched == 0 ? "" : ", and of \(watched) that must be watched those that are dead too"
    try confirmation.confirm("end \(count) dead \(count == 1 ? "worker" : "workers")\(others)", count: count + watched)
  }

  private func look(_ watch: MemberWatch, _ connection: RedisConnection) async throws -> MemberWatch {
    try await connection.perform { (session) throws(RedisError) in
      var watch = watch
      try watch.look(on: session)
      return watch
    }
  }

  /// Looks at our own processes until it is known of each whether it lives.
  private func watchOn(
    _ watch: MemberWatch, _ connection: RedisConnection, ended: Int
  ) async throws -> MemberWatch {
    var watch = watch
    if let patience = watch.patience {
      let count = watch.members.count { $0.state == .watched }
      Terminal.note(
        (ended > 0 ? "\(ended) ended; " : "")
          + "watching \(count) Lifeboat \(count == 1 ? "process" : "processes") for a beat, for"
          + " \(DurationText.format(patience)) at most\n")
    }
    while watch.patience != nil {
      try await Task.sleep(for: watch.pause)
      watch = try await look(watch, connection)
    }
    return watch
  }

  private func judged(_ app: InspectedApp) async throws -> [PruneFinding] {
    return try await app.dialect.prunableWorkers(
      seenBy: .thisHost, failures: FailureChoice(backend: failures.failures), on: app.connection
    ).map { PruneFinding(.registered($0)) }
  }

  private func show(_ findings: [PruneFinding]) {
    global.printer.list(findings, empty: "no workers are registered", columns: PruneFinding.columns) {
      $0.row
    } json: { finding, json in
      finding.write(to: &json)
    }
  }

  private func judge(_ findings: [PruneFinding]) throws {
    let left = findings.filter { $0.isPruned == false }
    guard !left.isEmpty else { return }
    let message = "\(left.count) of \(findings.count(where: \.isDead)) dead workers were not ended; DONE says why"
    if findings.contains(where: { $0.isPruned == true }) { throw CommandFailed(.partlyDone, message) }
    throw CommandFailed(left.contains(where: \.canBeEnded) ? .refused : .problemsFound, message)
  }
}
