import LifeboatFormat
import LifeboatRedis

/// The front of a bucket of delayed jobs that is due.
struct DueBucket: Equatable {
  /// The most jobs that are read at once, an empty bucket counted as one.
  static let mostJobs = 100
  /// The most bytes that are read at once.
  static let mostBytes = 1_000_000

  /// The second since 1970 that names the bucket.
  let second: Int
  /// What is stored there, oldest first; none in a bucket that is only listed.
  let entries: [[UInt8]]

  /// Reads the oldest that are due; none when nothing is, or while a resque-scheduler holds its lock.
  ///
  /// - Parameter passed: how many members of the schedule to pass over; raised by those at its front that are no buckets.
  static func next(
    _ dialect: ResqueDialect, past passed: inout Int, on session: RedisSession
  ) throws(RedisError) -> [DueBucket] {
    while true {
      let (buckets, next) = try look(dialect, past: passed, on: session)
      guard next > passed else { return buckets }
      passed = next
    }
  }

  private static func look(
    _ dialect: ResqueDialect, past passed: Int, on session: RedisSession
  ) throws(RedisError) -> (buckets: [DueBucket], next: Int) {
    let keys = dialect.keys
    var command = try session.command(for: .due, keyCount: 2)
    command.append(keys.delayedSchedule)
    command.append(keys.schedulerLock)
    command.append(keys.delayedPrefix)
    command.append(mostJobs)
    command.append(mostBytes)
    command.append(passed)
    let reply = try session.pipeline([command])[0]
    guard let values = reply.array, let next = values.first?.int else {
      throw .notAResult(of: "due", reply, server: session.url)
    }
    var buckets: [DueBucket] = []
    for (second, entries) in values.dropFirst().pairs() {
      guard let second = second.int, let entries = entries.array else {
        throw .notAResult(of: "due", reply, server: session.url)
      }
      buckets.append(DueBucket(second: second, entries: entries.compactMap(\.bytes)))
    }
    return (buckets, next)
  }
}
