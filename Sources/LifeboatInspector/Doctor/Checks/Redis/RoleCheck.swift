import LifeboatRedis

/// Whether this Redis is the one that takes writes, and whether its replicas let it.
struct RoleCheck: Check {
  let name = "role"
  let group = CheckGroup.redis
  let fine = "this Redis is a master, of a version that can hold the formats"

  func findings(_ examination: Examination) async throws(InspectorError) -> [Finding] {
    let info = try await examination.info()
    guard info.text("role") != "slave" else { return [replica(info)] }
    // Shown only where some are needed.
    guard let good = info.number("min_slaves_good_slaves"),
      let needed = Int(try await examination.settings()["min-replicas-to-write"] ?? "0"), good < needed
    else { return [] }
    return [
      .problem(
        "Redis refuses every write: \(Advice.count(good, "replica")) of the \(needed) that it insists on follow it",
        advice: "bring the replicas back, or lower min-replicas-to-write; workers wait meanwhile and lose nothing",
        .number("good_replicas", good), .number("min_replicas", needed))
    ]
  }

  private func replica(_ info: ServerInfo) -> Finding {
    let isUp = info.text("master_link_status") == "up"
    let link = isUp ? "" : ", and its link to the master is down"
    return .problem(
      "this Redis is a replica, which takes no writes\(link)",
      advice: isUp
        ? "give the master's URL, or the sentinels', to workers and tools"
        : "see why the master cannot be reached; after a failover give the new master's URL",
      .text("role", "replica"), .text("master_link", info.text("master_link_status") ?? "?"))
  }
}
