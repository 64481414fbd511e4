import LifeboatFormat
import LifeboatRedis

/// The jobs that said "later" to a Lifeboat worker, the latest first.
struct SnoozedJobs: JobSource {
  private let dialect: any InspectorDialect
  /// How many have been seen, from the end: those that are due leave at the beginning.
  private var passed = 0

  /// How many are read at a time.
  private static let chunk = 100

  init(dialect: any InspectorDialect) {
    self.dialect = dialect
  }

  var key: String { dialect.ownKeys.snoozed }

  mutating func next(on connection: RedisConnection) async throws(InspectorError) -> JobSourcePart? {
    let command = RedisCommand("ZRANGE", key, passed, passed + Self.chunk - 1, "REV", "WITHSCORES")
    let scores = Array((try await connection.read([command])[0].array ?? []).pairs())
    guard !scores.isEmpty else { return nil }
    passed += scores.count
    var fetch = RedisCommand("HMGET", dialect.ownKeys.snoozedJobs)
    for (field, _) in scores { fetch.append(field.bytes ?? []) }
    let reply = try await connection.read([fetch], showsWrongTypes: true)[0]
    if case .error = reply { return JobSourcePart(unreadable: [.wrongType(dialect.ownKeys.snoozedJobs)]) }
    return JobSourcePart(
      jobs: zip(scores, reply.array ?? []).compactMap { score, payload in
        guard let field = score.0.bytes, let bytes = payload.bytes else { return nil }
        return FoundJob(
          place: .snoozed(until: score.1.string.flatMap { Double($0) }.flatMap { Int(exactly: $0.rounded()) } ?? 0),
          queue: InflightField.parse(field)?.queue, bytes: bytes, dialect: dialect)
      })
  }
}
