import LifeboatFormat
import LifeboatRedis

/// One call of the promote script: due entries of one set move to where they belong.
struct SidekiqPromoteCall {
  /// Where an entry goes.
  struct Move {
    /// The entry, exactly as it is stored.
    let stored: [UInt8]
    /// Its queue; empty where nobody can say.
    let queue: String
    /// The job's bytes for its queue, or for the dead set.
    let bytes: [UInt8]
    let isBurial: Bool

    /// How the script calls it. What Sidekiq's pages could not show goes to the overflow.
    fileprivate var kind: String {
      isBurial ? SidekiqDeadEntry.isShownByRuby(bytes) ? "D" : "V" : "Q"
    }
  }

  /// What became of them. What is in none of these was somebody else's.
  struct Answer {
    var pushed = 0
    var buried = 0
    /// How many entries the dead set moved to the overflow list.
    var spilled = 0
    /// By their place among the moves: what stays in the set, and what Redis said of where it should go.
    var refusals: [(index: Int, message: String)] = []
  }

  let dialect: SidekiqDialect
  /// The set's key.
  let set: String
  let moves: [Move]

  func command(on session: RedisSession) throws(RedisError) -> RedisCommand {
    let keys = dialect.keys
    var command = try session.command(for: .sidekiqPromote, keyCount: 4)
    command.append(each: [set, keys.queues, keys.dead, dialect.ownKeys.overflow, keys.queue("")])
    for move in moves {
      command.append(move.kind)
      command.append(move.stored)
      command.append(move.queue)
      command.append(move.bytes)
    }
    return command
  }

  /// Reads the script's result.
  func answer(_ reply: RedisValue, server: RedisURL) throws(RedisError) -> Answer {
    guard let values = reply.array, values.count >= 3, let pushed = values[0].int, let buried = values[1].int,
      let spilled = values[2].int
    else { throw .notAResult(of: "promote", reply, server: server) }
    var answer = Answer(pushed: pushed, buried: buried, spilled: spilled)
    for (index, message) in values.dropFirst(3).pairs() {
      guard let index = index.int, moves.indices.contains(index), let message = message.string else {
        throw .notAResult(of: "promote", reply, server: server)
      }
      answer.refusals.append((index, message))
    }
    return answer
  }
}
