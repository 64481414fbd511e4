import LifeboatFormat
import LifeboatRedis

/// The jobs that Ruby workers run. Those of Lifeboat's slots are in flight, and found there.
struct RunningJobs: JobSource {
  /// The workers that are left; `nil` until they are known.
  private var workers: ArraySlice<String>?
  private let dialect: ResqueDialect

  /// How many workers are asked about at a time.
  private static let chunk = 100

  init(dialect: ResqueDialect) {
    self.dialect = dialect
  }

  var key: String { dialect.keys.workers }

  mutating func next(on connection: RedisConnection) async throws(InspectorError) -> JobSourcePart? {
    guard let workers else {
      let names = try await KeyNames(key: key, on: connection)
      self.workers = names.texts.filter { ResqueWorkerID(parsing: $0)?.isLifeboat != true }[...]
      return JobSourcePart(unreadable: names.unreadable)
    }
    let ids = workers.prefix(Self.chunk)
    guard !ids.isEmpty else { return nil }
    self.workers = workers.dropFirst(ids.count)
    let replies = try await connection.read(
      ids.map { RedisCommand("GET", dialect.keys.worker($0)) }, showsWrongTypes: true)
    var part = JobSourcePart()
    for (id, reply) in zip(ids, replies) {
      if case .error = reply { part.unreadable.append(.wrongType(dialect.keys.worker(id))) }
      if let bytes = reply.bytes { part.jobs.append(job(of: id, record: bytes)) }
    }
    return part
  }

  private func job(of worker: String, record bytes: [UInt8]) -> FoundJob {
    let record = try? Payload(bytes)
    let job = record?.slice(of: "payload").flatMap { RecordedPayload.original(of: $0) }
    return FoundJob(
      place: .running(worker: worker, since: record?.slice(of: "run_at")?.string),
      queue: record?.slice(of: "queue")?.string, bytes: job ?? bytes, dialect: dialect)
  }
}
