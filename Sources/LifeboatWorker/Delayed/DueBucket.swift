import LifeboatFormat
import LifeboatRedis

/// The front of a bucket of delayed jobs that is due.
struct DueBucket {
  /// The most jobs that are read at once.
  static let mostJobs = 100
  /// The most bytes that are read at once.
  static let mostBytes = 1_000_000

  /// The bucket's member in the schedule, as it is stored.
  let member: [UInt8]
  /// The second since 1970 that the bucket's key ends with.
  let second: Int
  /// What is stored there, oldest first; none in a bucket that is only listed.
  let entries: [[UInt8]]

  /// Reads the oldest that is due; `nil` for none, or while a resque-scheduler holds its lock.
  static func next(_ dialect: any Dialect, on session: RedisSession) throws(RedisError) -> DueBucket? {
    let keys = dialect.keys
    var command = try session.command(for: .due, keyCount: 2)
    command.append(keys.delayedSchedule)
    command.append(keys.schedulerLock)
    command.append(keys.delayedPrefix)
    command.append(mostJobs)
    command.append(mostBytes)
    let reply = try session.pipeline([command])[0]
    guard let values = reply.array else { throw .notAResult(of: "due", reply, server: session.url) }
    guard !values.isEmpty else { return nil }
    guard values.count == 3, let member = values[0].bytes, let second = values[1].int, let entries = values[2].array
    else { throw .notAResult(of: "due", reply, server: session.url) }
    return DueBucket(member: member, second: second, entries: entries.compactMap(\.bytes))
  }
}
