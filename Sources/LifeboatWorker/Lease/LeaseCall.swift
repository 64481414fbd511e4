import LifeboatFormat
import LifeboatRedis

/// One call of the lease script: how much to ask for, and what came.
struct LeaseCall {
  enum Answer {
    case lost
    case paused
    /// What each queue gave, in the order in which it was taken, and the queues that could not be read.
    case leased([Yield], unread: [(queue: String, message: String)])
  }

  /// What one queue gave.
  struct Yield {
    let queue: String
    /// The sequence number of the first job; the others follow.
    let first: UInt64
    let payloads: [[UInt8]]
  }

  /// The most payload bytes in one lease.
  static let mostBytes = 1_000_000

  /// Slots that wait for a job.
  let free: Int
  /// The queues, in the order in which they are looked at, and how many jobs beyond ``free`` each may give.
  let queues: [(name: String, extra: Int)]
  /// The most jobs to take.
  let most: Int

  /// What to ask for now; `nil` for nothing.
  ///
  /// - Parameter isDrawn: whether the order was drawn by weights. Then each queue may give as many as the others: a weight
  ///   says how often a queue comes first, and would say nothing if one gave fifty jobs and another one.
  init?(
    level: LeaseBuffer.Level, budget: PrefetchBudget, queues: @autoclosure () -> [String], isDrawn: Bool = false
  ) {
    free = max(0, level.idle - level.buffered)
    // While jobs are left in hand, the next lease waits until few are: one of fifty costs less than many of one.
    guard free > 0 || level.buffered <= LeaseBuffer.lowWater else { return nil }
    let queues = queues()
    let allowances = queues.map { budget.allowance(queue: $0, level: level) }
    let equal =
      isDrawn ? queues.indices.lazy.filter { budget.knows(queue: queues[$0]) }.map { allowances[$0] }.min() : nil
    self.queues = zip(queues, allowances).map { ($0, min($1, equal ?? .max)) }
    most = min(PrefetchBudget.mostJobs, free + (self.queues.lazy.map(\.extra).max() ?? 0))
    guard most > 0 else { return nil }
  }

  /// - Parameter sequence: the highest number that this process has seen.
  func command(
    _ source: Source, _ incarnation: Incarnation, above sequence: UInt64, on session: RedisSession
  ) throws(RedisError) -> RedisCommand {
    let own = source.dialect.ownKeys
    var command = try session.command(for: source.dialect.parts.scripts.lease, keyCount: 5 + queues.count)
    command.append(own.processes)
    command.append(own.inflight(incarnation.name))
    command.append(own.sequence)
    command.append(source.dialect.pauseAll)
    command.append(source.dialect.pausedQueues)
    for queue in queues { command.append(source.dialect.keys.queue(queue.name)) }
    command.append(incarnation.name)
    command.append(most)
    command.append(Self.mostBytes)
    command.append(free)
    command.append(String(sequence))
    for queue in queues {
      command.append(queue.name)
      command.append(queue.extra)
    }
    return command
  }

  /// Reads the script's result.
  ///
  /// - Throws: what Redis refused. The script may have been half done.
  static func answer(_ reply: RedisValue, server: RedisURL) throws(RedisError) -> Answer {
    guard case .array(let values) = reply, case .array(let unread)? = values.first else {
      switch reply.string {
      case "LOST": return .lost
      case "PAUSED": return .paused
      default: throw .notAResult(of: "lease", reply, server: server)
      }
    }
    let yields = values.dropFirst().compactMap { value -> Yield? in
      guard case .array(let parts) = value, parts.count > 2, let queue = parts[0].string,
        let first = parts[1].string.flatMap({ UInt64($0) })
      else { return nil }
      return Yield(queue: queue, first: first, payloads: parts[2...].compactMap(\.bytes))
    }
    return .leased(yields, unread: unread.pairs().map { ($0.string ?? "", $1.string ?? "") })
  }
}

extension RedisError {
  /// What a script's reply means that is not one of its results.
  static func notAResult(of script: String, _ reply: RedisValue, server: RedisURL) -> RedisError {
    if case .error(let message) = reply { return RedisError(reply: message, to: script, server: "\(server)") }
    return .unexpected(server: "\(server)", command: script, expected: "the script's result", got: reply.kind)
  }
}
