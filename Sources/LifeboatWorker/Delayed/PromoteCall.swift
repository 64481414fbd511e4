import LifeboatFormat
import LifeboatRedis

/// One call of the promote script.
struct PromoteCall {
  /// Where an entry of a bucket goes.
  enum Move: Equatable {
    case job(stored: [UInt8], DelayedJob)
    /// To the failed list.
    case failure(stored: [UInt8], queue: String, entry: [UInt8])
  }

  let dialect: any Dialect
  let bucket: DueBucket
  /// Where the app keeps its failures.
  let failures: FailureBackend

  /// Moves them from the bucket's front.
  ///
  /// - Returns: how many were moved, and what the list said that could not take the next.
  func run(_ moves: [Move], on session: RedisSession) throws(RedisError) -> (moved: Int, refusal: String?) {
    let keys = dialect.keys
    var command = try session.command(for: .promote, keyCount: 6)
    let list = keys.delayed(at: bucket.second)
    for key in [keys.schedulerLock, keys.delayedSchedule, list, keys.queues, keys.failed, keys.failedQueues] {
      command.append(key)
    }
    command.append(bucket.member)
    command.append(keys.delayedName(at: bucket.second))
    command.append(keys.queue(""))
    command.append(keys.delayedTimesPrefix)
    command.append(failures.rawValue)
    command.append(keys.failed(list: ""))
    for move in moves {
      switch move {
      case .job(let stored, let job): append("Q", stored, job.queue, job.payload, to: &command)
      case .failure(let stored, let queue, let entry): append("F", stored, queue, entry, to: &command)
      }
    }
    let reply = try session.pipeline([command])[0]
    guard let values = reply.array, values.count == 2, let moved = values[0].int, let refusal = values[1].string else {
      throw .notAResult(of: "promote", reply, server: session.url)
    }
    return (moved, refusal.isEmpty ? nil : refusal)
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
