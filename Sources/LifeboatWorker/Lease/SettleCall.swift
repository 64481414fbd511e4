import LifeboatFormat
import LifeboatRedis

/// One call of the settle script, for many outcomes.
struct SettleCall {
  enum Answer: Equatable {
    case lost
    /// How many failures were moved to the overflow list to make room for these.
    case settled(spilled: Int)
  }

  let batch: [Settlement]

  func command(
    _ source: Source, _ incarnation: Incarnation, on session: RedisSession
  ) throws(RedisError) -> RedisCommand {
    let keys = source.dialect.keys
    let own = source.dialect.ownKeys
    let part = incarnation.endings.settling
    var command = try session.command(for: source.dialect.parts.scripts.settle, keyCount: 8 + part.keys.count)
    for key in [
      own.processes, own.inflight(incarnation.name), own.poison, own.snoozed, own.snoozedJobs, keys.queues,
      keys.statProcessed, keys.statFailed,
    ] {
      command.append(key)
    }
    command.append(each: part.keys)
    command.append(incarnation.name)
    command.append(keys.queue(""))
    command.append(each: part.arguments)
    command.reserveCapacity(arguments: batch.count, bytes: 32 * batch.count)
    command.append(batch.count(where: \.outcome.isSuccess))
    for settlement in batch where settlement.outcome.isSuccess { command.append(fieldOf: settlement.job) }
    for settlement in batch {
      switch settlement.outcome {
      case .snoozed(let delay): command.append(kind: "Z", of: settlement.job, delay)
      case .dropped: command.append(kind: "O", of: settlement.job)
      default: incarnation.endings.append(settlement, to: &command)
      }
    }
    // The newest first: each goes in front of the one before.
    let returned = batch.filter(\.outcome.isReturned).sorted { $0.job.sequence > $1.job.sequence }
    for settlement in returned { command.append(kind: "R", of: settlement.job, settlement.job.queue) }
    return command
  }

  /// Reads the script's result.
  ///
  /// - Throws: what Redis refused. Some of the batch may be settled; it can be repeated whole.
  static func answer(_ reply: RedisValue, server: RedisURL) throws(RedisError) -> Answer {
    if reply.string == "LOST" { return .lost }
    guard let counts = reply.array, counts.count == 2 else { throw .notAResult(of: "settle", reply, server: server) }
    return .settled(spilled: counts[1].int ?? 0)
  }
}

extension RedisCommand {
  /// Appends a group of the settle script.
  mutating func append(kind: String, of job: LeasedJob, _ rest: any RedisArgument...) {
    append(kind)
    append(fieldOf: job)
    for argument in rest { argument.append(to: &self) }
  }

  /// Appends the field of a job in the in-flight hash.
  mutating func append(fieldOf job: LeasedJob) {
    append { bytes in InflightField.append(job.sequence, job.queue, to: &bytes) }
  }
}
