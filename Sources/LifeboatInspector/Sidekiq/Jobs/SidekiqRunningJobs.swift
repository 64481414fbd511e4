import LifeboatFormat
import LifeboatRedis

/// The jobs that Ruby processes run. Those of Lifeboat's are in flight, and found there.
struct SidekiqRunningJobs: JobSource {
  private let dialect: SidekiqDialect
  /// The processes that are left; `nil` until they are known.
  private var processes: ArraySlice<String>?

  /// How many processes are asked about at a time.
  private static let chunk = 20

  init(dialect: SidekiqDialect) {
    self.dialect = dialect
  }

  var key: String { dialect.keys.processes }

  mutating func next(on connection: RedisConnection) async throws(InspectorError) -> JobSourcePart? {
    guard let processes else {
      let names = try await KeyNames(key: key, on: connection)
      let own = try await OwnNames(dialect: dialect, on: connection)
      self.processes = names.texts.filter { !own.contains($0) }[...]
      return JobSourcePart(unreadable: names.unreadable)
    }
    let identities = processes.prefix(Self.chunk)
    guard !identities.isEmpty else { return nil }
    self.processes = processes.dropFirst(identities.count)
    let keys = identities.flatMap { [dialect.keys.work($0), dialect.keys.workers($0)] }
    let replies = try await connection.read(keys.map { RedisCommand("HGETALL", $0) }, showsWrongTypes: true)
    var part = JobSourcePart()
    for (key, reply) in zip(keys, replies) {
      if case .error = reply { part.unreadable.append(.wrongType(key)) }
    }
    for (index, identity) in identities.enumerated() {
      for entry in WorkEntries(work: replies[2 * index], workers: replies[2 * index + 1]).all {
        guard let job = entry.work?.payload else { continue }
        let since = entry.work?.runAt.map { Timestamp.iso8601Z($0.seconds) }
        part.jobs.append(
          FoundJob(
            place: .running(worker: identity, since: since), queue: entry.work?.queue, bytes: job, dialect: dialect))
      }
    }
    return part
  }
}
