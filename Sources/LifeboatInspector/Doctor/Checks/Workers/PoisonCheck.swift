import LifeboatFormat
import LifeboatRedis

/// Jobs that run whenever a worker dies: after one death more they are taken for its reason.
struct PoisonCheck: Check {
  let name = "poison"
  let group = CheckGroup.workers
  let fine = "no job is suspected of killing its workers"

  /// Deaths from which on it is said; the third sends a job to the failures.
  private static let suspicious = 2
  /// For how many seconds a death counts.
  private static let memory = 86_400.0
  private static let most = 5_000

  func findings(_ examination: Examination) async throws(InspectorError) -> [Finding] {
    let key = examination.dialect.ownKeys.poison
    let reply = try await examination.connection.read([RedisCommand("HSCAN", key, 0, "COUNT", Self.most)])[0]
    let suspects = (reply.array?.last?.array ?? []).pairs().filter { _, value in
      let parts = (value.string ?? "").split(separator: ":").map { Int($0) ?? 0 }
      return parts.count == 2 && parts[0] >= Self.suspicious && examination.now - Double(parts[1]) < Self.memory
    }.compactMap { $0.0.string }
    guard !suspects.isEmpty else { return [] }
    return [
      .note(
        "\(Advice.count(suspects.count, "job")) ran in \(Self.suspicious) or more workers that died today: after a third"
          + " death it is failed rather than run",
        advice: "look for what ran when they died: the operating system's log of processes it killed, memory above all",
        .number("jobs", suspects.count), .texts("sha1", Array(suspects.sorted().prefix(5))))
    ]
  }
}
