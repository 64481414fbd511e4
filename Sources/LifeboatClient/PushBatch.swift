import LifeboatFormat
import LifeboatRedis

/// The commands that push jobs in order, and how to read their replies.
///
/// Neighbours that go to the same queue share a push; a job with a token has a script of its own. The queue is made known
/// before its first job, as Ruby does: a worker that looks for new queues never misses one.
struct PushBatch: Sendable {
  private(set) var commands: [RedisCommand] = []
  /// How many jobs each command pushes for certain; `nil` for one whose reply tells.
  private var certain: [Int?] = []

  /// The most payloads in one push.
  private static let mostInPush = 500

  /// - Parameters:
  ///   - once: the command of ``RedisScript/enqueueOnce``, to which keys and arguments are appended.
  ///   - keeping: how many milliseconds a token is kept.
  init(_ jobs: some Collection<NewJob>, dialect: any Dialect, once: RedisCommand, keeping milliseconds: Int) {
    var known: Set<[UInt8]> = []
    /// The queue that the last command pushes to, when that is a push with room for more.
    var open: String?
    for job in jobs {
      let payload = job.payload(in: dialect)
      if let token = job.token {
        var command = once
        command.append(each: [dialect.ownKeys.token(token), dialect.keys.queue(job.queue), dialect.keys.queues])
        command.append(payload)
        command.append(job.queue)
        command.append(milliseconds)
        add(command, pushes: nil)
        open = nil
        continue
      }
      if open?.utf8.elementsEqual(job.queue.utf8) != true {
        // By bytes: Swift takes some names for equal that are different keys.
        if known.insert(Array(job.queue.utf8)).inserted {
          add(RedisCommand("SADD", dialect.keys.queues, job.queue), pushes: 0)
        }
        add(RedisCommand("RPUSH", dialect.keys.queue(job.queue)), pushes: 0)
      }
      let count = extend(with: payload)
      open = count == Self.mostInPush ? nil : job.queue
    }
  }

  /// How many jobs were pushed, by the replies to the commands.
  func pushed(_ replies: [RedisValue]) -> Int {
    zip(certain, replies).reduce(0) { $0 + ($1.0 ?? $1.1.int ?? 0) }
  }

  private mutating func add(_ command: RedisCommand, pushes count: Int?) {
    commands.append(command)
    certain.append(count)
  }

  /// Adds a payload to the last push; how many it has then.
  private mutating func extend(with payload: [UInt8]) -> Int {
    let count = (certain[certain.count - 1] ?? 0) + 1
    commands[commands.count - 1].append(payload)
    certain[certain.count - 1] = count
    return count
  }
}
