import LifeboatFormat
import LifeboatRedis

/// The jobs that resque-scheduler and resque-retry keep for later, the latest bucket first.
struct DelayedJobs: JobSource {
  private let dialect: ResqueDialect
  /// How many buckets of the schedule have been seen, from its end: promotion takes from its beginning.
  private var passed = 0
  private var seconds: [Int] = []
  private var bucket: ListedJobs?

  /// How many buckets are asked for at a time.
  private static let chunk = 500

  init(dialect: ResqueDialect) {
    self.dialect = dialect
  }

  var key: String { dialect.keys.delayedSchedule }

  mutating func next(on connection: RedisConnection) async throws(InspectorError) -> JobSourcePart? {
    if var current = bucket {
      do throws(InspectorError) {
        let part = try await current.next(on: connection)
        bucket = part == nil ? nil : current
        return part ?? JobSourcePart()
      } catch {
        bucket = nil
        guard case .redis(let cause) = error, cause.code == "WRONGTYPE" else { throw error }
        return JobSourcePart(unreadable: [.wrongType(current.key)])
      }
    }
    if let second = seconds.popLast() {
      bucket = ListedJobs(delayedUntil: second, dialect: dialect)
      return JobSourcePart()
    }
    return try await readSchedule(connection)
  }

  private mutating func readSchedule(_ connection: RedisConnection) async throws(InspectorError) -> JobSourcePart? {
    let command = RedisCommand("ZRANGE", key, passed, passed + Self.chunk - 1, "REV")
    let members = (try await connection.read([command])[0].array ?? []).compactMap(\.string)
    guard !members.isEmpty else { return nil }
    passed += members.count
    // A key is named by the member's text, so `+5` and `005` name buckets that no second does.
    let strange = members.filter { Int($0).map { String($0) } != $0 }
    seconds = members.reversed().filter { !strange.contains($0) }.compactMap { Int($0) }
    return JobSourcePart(
      unreadable: strange.map { .init(key: dialect.keys.delayedPrefix + $0, reason: "it is named by no whole second") })
  }
}
