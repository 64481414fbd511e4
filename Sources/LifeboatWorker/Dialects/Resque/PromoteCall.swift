import LifeboatFormat
import LifeboatRedis

/// Calls of the promote script.
struct PromoteCall {
  /// Where an entry of a bucket goes.
  enum Move: Equatable {
    case job(stored: [UInt8], DelayedJob)
    /// To the failed list.
    case failure(stored: [UInt8], queue: String, entry: [UInt8])
  }

  /// What goes from a bucket's front.
  struct Batch {
    /// The second that names the bucket.
    let second: Int
    let moves: [Move]
  }

  /// What became of a batch.
  struct Answer {
    /// How many were moved.
    let moved: Int
    /// What the list said that could not take the next.
    let refusal: String?
  }

  let dialect: ResqueDialect
  /// Where the app keeps its failures.
  let failures: FailureBackend

  /// Moves each batch by itself: one that stops short stops no other.
  ///
  /// - Returns: an answer for each.
  func run(_ batches: [Batch], on session: RedisSession) throws(RedisError) -> [Answer] {
    var commands: [RedisCommand] = []
    for batch in batches { commands.append(try command(batch, on: session)) }
    var answers: [Answer] = []
    for reply in try session.pipeline(commands) {
      guard let values = reply.array, values.count == 2, let moved = values[0].int, let refusal = values[1].string
      else { throw .notAResult(of: "promote", reply, server: session.url) }
      answers.append(Answer(moved: moved, refusal: refusal.isEmpty ? nil : refusal))
    }
    return answers
  }

  private func command(_ batch: Batch, on session: RedisSession) throws(RedisError) -> RedisCommand {
    let keys = dialect.keys
    var command = try session.command(for: .promote, keyCount: 6)
    let list = keys.delayed(at: batch.second)
    for key in [keys.schedulerLock, keys.delayedSchedule, list, keys.queues, keys.failed, keys.failedQueues] {
      command.append(key)
    }
    command.append(batch.second)
    command.append(keys.delayedName(at: batch.second))
    command.append(keys.queue(""))
    command.append(keys.delayedTimesPrefix)
    command.append(failures.rawValue)
    command.append(keys.failed(list: ""))
    for move in batch.moves {
      switch move {
      case .job(let stored, let job): append("Q", stored, job.queue, job.payload, to: &command)
      case .failure(let stored, let queue, let entry): append("F", stored, queue, entry, to: &command)
      }
    }
    return command
  }

  private func append(
    _ kind: String, _ stored: [UInt8], _ queue: String, _ what: [UInt8], to command: inout RedisCommand
  ) {
    command.append(kind)
    command.append(stored)
    command.append(queue)
    command.append(what)
  }
}
