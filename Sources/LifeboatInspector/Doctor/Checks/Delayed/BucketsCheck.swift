import LifeboatFormat
import LifeboatRedis

/// Whether resque-scheduler's times and its lists of delayed jobs belong together.
struct BucketsCheck: Check {
  let name = "buckets"
  let group = CheckGroup.delayed
  let fine = "every delayed job is in a bucket that the schedule names"

  let keys: ResqueKeys
  /// How many buckets are looked at, at each end of the schedule.
  private static let ends = 2_000

  func findings(_ examination: Examination) async throws(InspectorError) -> [Finding] {
    var findings: [Finding] = []
    let named = try await examination.connection.read([
      RedisCommand("ZRANGE", keys.delayedSchedule, 0, Self.ends - 1),
      RedisCommand("ZRANGE", keys.delayedSchedule, 0, Self.ends - 1, "REV"),
    ])
    let seconds = Set(named.flatMap(\.strings).map { String(decoding: $0, as: UTF8.self) }).sorted()
    let lengths = try await examination.connection.read(
      seconds.map { RedisCommand("LLEN", keys.delayedPrefix + $0) }, showsWrongTypes: true)
    let empty = zip(seconds, lengths).filter { $1.int == 0 }.map(\.0)
    if !empty.isEmpty {
      findings.append(
        .note(
          "\(Advice.count(empty.count, "time")) in delayed_queue_schedule \(empty.count == 1 ? "has" : "have") no jobs",
          advice: "nothing needs to be done: they go when their time comes", .texts("times", Array(empty.prefix(5)))))
    }
    if let orphans = try await orphans(examination) { findings.append(orphans) }
    return findings
  }

  /// Buckets that the schedule does not name: no scheduler will look into them.
  private func orphans(_ examination: Examination) async throws(InspectorError) -> Finding? {
    let scan = try await KeyScan(beginningWith: keys.delayedPrefix, on: examination.connection)
    let seconds = scan.keys.compactMap { Int($0.dropFirst(keys.delayedPrefix.count)) }
    let scores = try await examination.connection.read(
      seconds.map { RedisCommand("ZSCORE", keys.delayedSchedule, $0) })
    let orphans = zip(seconds, scores).filter { $1.isNull }.map(\.0)
    let lengths = try await examination.connection.read(
      orphans.map { RedisCommand("LLEN", keys.delayed(at: $0)) }, showsWrongTypes: true)
    let filled = zip(orphans, lengths).filter { $1.int ?? 0 > 0 }
    guard let first = filled.first?.0 else { return nil }
    let jobs = filled.reduce(0) { $0 + ($1.1.int ?? 0) }
    return .problem(
      "\(Advice.count(jobs, "delayed job")) \(jobs == 1 ? "lies" : "lie") in \(Advice.count(filled.count, "bucket")) that"
        + " delayed_queue_schedule does not name: nobody will run \(jobs == 1 ? "it" : "them")",
      advice: "name the bucket: `redis-cli zadd \(Advice.word(keys.delayedSchedule)) \(first) \(first)`",
      .number("jobs", jobs), .texts("buckets", filled.prefix(5).map { keys.delayed(at: $0.0) }))
  }
}
