/// Whether Redis nearly runs out of memory, where it refuses every new job.
struct MemoryCheck: Check {
  let name = "memory"
  let group = CheckGroup.redis
  let fine = "Redis has memory left"

  /// Percent of what there is, from which on it is said.
  private static let low = 75
  private static let nearlyNone = 90

  func findings(_ examination: Examination) async throws(InspectorError) -> [Finding] {
    let info = try await examination.info()
    guard let used = info.number("used_memory") else { return [] }
    let limit = info.number("maxmemory") ?? 0
    let most = limit > 0 ? limit : info.number("total_system_memory") ?? 0
    guard most > 0, used / max(1, most / 100) >= Self.low else { return [] }
    let percent = used / max(1, most / 100)
    let evidence: [Finding.Evidence] = [.number("used", used), .number("limit", most), .number("percent", percent)]
    let of = limit > 0 ? "of its maxmemory" : "of the machine's memory"
    let sentence = "Redis uses \(percent) % \(of), \(Advice.bytes(used)) of \(Advice.bytes(most))"
    let advice =
      (limit > 0 ? "raise maxmemory" : "give the machine more memory, or set maxmemory")
      + ", or make room: `lifeboat failed rm`, `lifeboat queue purge`; the check big-keys says what takes it"
    return [
      percent >= Self.nearlyNone
        ? Finding(.problem, sentence + "; when it is full it refuses new jobs", advice: advice, evidence: evidence)
        : Finding(.warning, sentence, advice: advice, evidence: evidence)
    ]
  }
}
