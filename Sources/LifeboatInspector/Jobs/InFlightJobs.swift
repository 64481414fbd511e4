import LifeboatFormat
import LifeboatRedis

/// The jobs that one Lifeboat worker holds.
struct InFlightJobs: JobSource {
  private let incarnation: String
  private let dialect: any InspectorDialect
  /// `nil` behind the last part.
  private var cursor: String? = "0"

  /// About how many jobs are asked for at a time.
  private static let chunk = 100

  init(incarnation: String, dialect: any InspectorDialect) {
    self.incarnation = incarnation
    self.dialect = dialect
  }

  var key: String { dialect.ownKeys.inflight(incarnation) }

  mutating func next(on connection: RedisConnection) async throws(InspectorError) -> JobSourcePart? {
    guard let cursor else { return nil }
    let scan = try await connection.read([RedisCommand("HSCAN", key, cursor, "COUNT", Self.chunk)])
    let about = RedisCommand("HMGET", dialect.ownKeys.process(incarnation), "host", "pid")
    // Who holds them is not worth losing them for.
    let process = try await connection.read([about], showsWrongTypes: true)[0].array ?? []
    let scanned = scan[0].array ?? []
    let next = scanned.first?.string ?? "0"
    self.cursor = next == "0" ? nil : next
    let place = JobPlace.inFlight(
      incarnation: incarnation, host: process.first?.string, pid: process.last?.int)
    return JobSourcePart(
      jobs: (scanned.last?.array ?? []).pairs().compactMap { field, payload in
        guard let field = field.bytes, let bytes = payload.bytes else { return nil }
        return FoundJob(place: place, queue: InflightField.parse(field)?.queue, bytes: bytes, dialect: dialect)
      })
  }
}
