/// What a crash or a restart of Redis loses.
struct PersistenceCheck: Check {
  let name = "persistence"
  let group = CheckGroup.redis
  let fine = "Redis writes every change to disk before it answers"

  func findings(_ examination: Examination) async throws(InspectorError) -> [Finding] {
    let info = try await examination.info()
    var findings: [Finding] = []
    let settings = await examination.settings(or: &findings)
    findings += failures(info, stopsWrites: settings?["stop-writes-on-bgsave-error"] != "no")
    if info.number("aof_enabled") == 1 {
      if let policy = settings?["appendfsync"], policy != "always" { findings.append(late(policy)) }
    } else {
      findings.append(volatile(info, keepsSnapshots: settings?["save"] != "", at: examination.now))
    }
    return findings
  }

  /// - Parameter keepsSnapshots: also where nobody can tell.
  private func volatile(_ info: ServerInfo, keepsSnapshots: Bool, at now: Double) -> Finding {
    let changes = info.number("rdb_changes_since_last_save") ?? 0
    let advice = "set `appendonly yes`, with `appendfsync always` where no acknowledged job may be lost"
    guard keepsSnapshots else {
      return .problem(
        "Redis writes nothing to disk: a restart loses every job", advice: advice, .text("appendonly", "no"),
        .number("changes", changes))
    }
    let age = info.number("rdb_last_save_time").map { max(0, now - Double($0)) } ?? 0
    return .warning(
      "Redis keeps snapshots at most: a crash loses all since the last, now \(Advice.count(changes, "change")) in"
        + " \(Advice.span(age))", advice: advice, .text("appendonly", "no"), .number("changes", changes),
      .number("seconds", Int(age)))
  }

  private func late(_ policy: String) -> Finding {
    let loss = policy == "everysec" ? "about a second of changes" : "what the system has not written yet"
    return .note(
      "a crash of Redis's machine loses \(loss) (appendfsync \(policy))",
      advice: "where no acknowledged job may be lost, set `appendfsync always`; it costs throughput",
      .text("appendfsync", policy))
  }

  /// Writes to disk that failed: Redis may refuse all changes because of them.
  private func failures(_ info: ServerInfo, stopsWrites: Bool) -> [Finding] {
    let writes = [
      ("rdb_last_bgsave_status", "snapshot", stopsWrites),
      ("aof_last_bgrewrite_status", "rewrite of the append-only file", false),
      ("aof_last_write_status", "write to the append-only file", true),
    ]
    return writes.compactMap { field, what, isRefusing in
      guard let status = info.text(field), status != "ok" else { return nil }
      return .problem(
        "Redis's last \(what) failed" + (isRefusing ? ", and it takes no changes meanwhile" : ""),
        advice: "look into Redis's log: the disk is full, or its folder cannot be written",
        .text("field", field), .text("status", status))
    }
  }
}
