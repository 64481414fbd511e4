import LifeboatFormat
import LifeboatRedis

/// One call of the settle script, for many outcomes.
struct SettleCall {
  enum Answer {
    case lost
    case settled
  }

  let batch: [Settlement]

  func command(
    _ source: Source, _ incarnation: Incarnation, on session: RedisSession
  ) throws(RedisError) -> RedisCommand {
    let keys = source.dialect.keys
    let own = source.dialect.ownKeys
    var command = try session.command(for: .settle, keyCount: 9)
    for key in [
      own.processes, own.inflight(incarnation.name), own.poison, keys.statProcessed, keys.failed, keys.statFailed,
      own.snoozed, own.snoozedJobs, keys.queues,
    ] {
      command.append(key)
    }
    command.append(incarnation.name)
    command.append(keys.queue(""))
    command.append(batch.count { $0.outcome == .succeeded })
    for settlement in batch where settlement.outcome == .succeeded { command.append(settlement.job.field) }
    for settlement in batch {
      switch settlement.outcome {
      case .succeeded, .returned: continue
      case .failed(let entry): append("F", settlement.job, entry, to: &command)
      case .snoozed(let delay): append("Z", settlement.job, Array(String(delay).utf8), to: &command)
      }
    }
    // The newest first: each goes in front of the one before.
    let returned = batch.filter { $0.outcome == .returned }.sorted { $0.job.sequence > $1.job.sequence }
    for settlement in returned { append("R", settlement.job, Array(settlement.job.queue.utf8), to: &command) }
    return command
  }

  private func append(_ kind: String, _ job: LeasedJob, _ what: [UInt8], to command: inout RedisCommand) {
    command.append(kind)
    command.append(job.field)
    command.append(what)
  }

  /// Reads the script's result.
  ///
  /// - Throws: what Redis refused. Some of the batch may be settled; it can be repeated whole.
  static func answer(_ reply: RedisValue, server: RedisURL) throws(RedisError) -> Answer {
    if reply.string == "LOST" { return .lost }
    guard reply.int != nil else { throw .notAResult(of: "settle", reply, server: server) }
    return .settled
  }
}
