/// What a crash or a restart of Redis loses.
struct PersistenceCheck: Check {
  let name = "persistence"
  let group = CheckGroup.redis
  let fine = "Redis writes every change to disk before it answers"

  func findings(_ examination: Examination) async throws(InspectorError) -> [Finding] {
    let info = try await examination.info()
    var findings = failures(info)
    let settings = try await examination.settings()
    let snapshots = !(settings["save"] ?? "").isEmpty
    let pending = info.number("rdb_changes_since_last_save") ?? 0
    guard info.number("aof_enabled") != 1 else {
      if let policy = settings["appendfsync"], policy != "always" { findings.append(delayed(policy)) }
      return findings
    }
    if snapshots {
      let age = info.number("rdb_last_save_time").map { max(0, examination.now - Double($0)) } ?? 0
      findings.append(
        .warning(
          "Redis keeps snapshots only: a crash loses all since the last, now \(Advice.count(pending, "change")) in"
            + " \(Advice.span(age))",
          advice: "set `appendonly yes`, with `appendfsync always` where no acknowledged job may be lost",
          .text("appendonly", "no"), .number("changes", pending), .number("seconds", Int(age))))
    } else {
      findings.append(
        .problem(
          "Redis writes nothing to disk: a restart loses every job",
          advice: "set `appendonly yes`, with `appendfsync always` where no acknowledged job may be lost",
          .text("appendonly", "no"), .number("changes", pending)))
    }
    return findings
  }

  private func delayed(_ policy: String) -> Finding {
    let loss = policy == "everysec" ? "about a second of changes" : "what the system has not written yet"
    return .note(
      "a crash of Redis's machine loses \(loss) (appendfsync \(policy))",
      advice: "where no acknowledged job may be lost, set `appendfsync always`; it costs throughput",
      .text("appendfsync", policy))
  }

  /// Writes that failed: Redis may refuse all others because of them.
  private func failures(_ info: ServerInfo) -> [Finding] {
    let writes = [
      ("rdb_last_bgsave_status", "snapshot"), ("aof_last_bgrewrite_status", "rewrite of the append-only file"),
      ("aof_last_write_status", "write to the append-only file"),
    ]
    return writes.compactMap { field, what in
      guard let status = info.text(field), status != "ok" else { return nil }
      return .problem(
        "Redis's last \(what) failed, and it refuses writes while stop-writes-on-bgsave-error says so",
        advice: "look into Redis's log: the disk is full, or its folder cannot be written",
        .text("field", field), .text("status", status))
    }
  }
}
