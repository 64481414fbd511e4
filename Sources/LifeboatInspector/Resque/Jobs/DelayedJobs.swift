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
        guard error.isWrongType else { throw error }
        return JobSourcePart(unreadable: [.wrongType(current.key)])
      }
    }
    if let second = seconds.popLast() {
      bucket = ListedJobs(delayedUntil: second, dialect: dialect)
      return JobSourcePart()
    }
    return try await readSchedule(connection)
  }

  /// How many there are: the buckets are added up, a thousand at a time. What is no bucket counts as empty.
  static func count(on connection: RedisConnection, _ keys: ResqueKeys) async throws(InspectorError) -> Int {
    let step = 1000
    var count = 0
    for start in stride(from: 0, to: Int.max, by: step) {
      let command = RedisCommand("ZRANGE", keys.delayedSchedule, start, start + step - 1)
      let members = (try await connection.read([command], showsWrongTypes: true)[0].array ?? []).compactMap(\.string)
      let lengths = try await connection.read(
        members.map { RedisCommand("LLEN", keys.delayedPrefix + $0) }, showsWrongTypes: true)
      count += lengths.reduce(0) { $0 + ($1.int ?? 0) }
      if members.count < step { break }
    }
    return count
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
