/// Whether Redis may throw keys away to make room: then jobs are among them.
struct EvictionCheck: Check {
  let name = "eviction"
  let group = CheckGroup.redis
  let fine = "Redis drops no keys to make room (maxmemory-policy noeviction)"

  func findings(_ examination: Examination) async throws(InspectorError) -> [Finding] {
    let info = try await examination.info()
    guard let policy = info.text("maxmemory_policy"), policy != "noeviction" else { return [] }
    let evicted = info.number("evicted_keys") ?? 0
    let hasHappened = evicted > 0 ? "; since its start it has dropped \(Advice.count(evicted, "key"))" : ""
    return [
      .problem(
        "Redis may drop jobs when memory is short: its maxmemory-policy is \(policy)\(hasHappened)",
        advice: "set `maxmemory-policy noeviction`, and keep caches in another Redis",
        .text("policy", policy), .number("evicted", evicted))
    ]
  }
}
