import LifeboatFormat
import LifeboatRedis

/// The commands that enqueue a job unless one was enqueued under the same token before.
struct OnceCommands: Sendable {
  /// The command of ``RedisScript/pushOnce``, without its keys and arguments.
  private let push: RedisCommand
  /// The command of ``RedisScript/scheduleOnce``, without its keys and arguments.
  private let schedule: RedisCommand
  /// How many milliseconds a token is kept.
  private let milliseconds: Int

  /// Loads the scripts where this session has not.
  init(_ session: RedisSession, keeping milliseconds: Int) throws(RedisError) {
    push = try session.command(for: .pushOnce, keyCount: 3)
    schedule = try session.command(for: .scheduleOnce, keyCount: 2)
    self.milliseconds = milliseconds
  }

  /// For jobs of which none has a token.
  init() {
    push = RedisCommand("EVALSHA")
    schedule = push
    milliseconds = 0
  }

  /// The command for one job; its reply is 1 when it enqueued the job, 0 when the token was there.
  func command(
    for payload: [UInt8], to destination: JobDestination, of queue: String, token: String, dialect: any Dialect
  ) -> RedisCommand {
    let token = dialect.ownKeys.token(token)
    var command: RedisCommand
    switch destination {
    case .queue:
      command = push
      command.append(each: [token, dialect.keys.queue(queue), dialect.keys.queues])
      command.append(payload)
      command.append(queue)
      command.append(milliseconds)
      command.append(dialect.front.opposite.push)
    case .sortedSet(let key, let score):
      command = schedule
      command.append(each: [token, key])
      command.append(payload)
      command.append(queue)
      command.append(milliseconds)
      command.append(score)
    }
    return command
  }
}
