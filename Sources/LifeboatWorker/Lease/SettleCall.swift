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
    var command = try session.command(for: .settle, keyCount: 11)
    for key in [
      own.processes, own.inflight(incarnation.name), own.poison, keys.statProcessed, keys.failed, keys.statFailed,
      own.snoozed, own.snoozedJobs, keys.queues, keys.delayedSchedule, keys.failedQueues,
    ] {
      command.append(key)
    }
    command.append(incarnation.name)
    for argument in [
      keys.queue(""), keys.delayedPrefix, keys.delayedTimesPrefix, incarnation.failures.rawValue, keys.failed(list: ""),
    ] {
      command.append(argument)
    }
    command.append(batch.count { $0.outcome == .succeeded })
    for settlement in batch where settlement.outcome == .succeeded { command.append(settlement.job.field) }
    for settlement in batch { append(settlement, to: &command) }
    // The newest first: each goes in front of the one before.
    let returned = batch.filter { $0.outcome == .returned }.sorted { $0.job.sequence > $1.job.sequence }
    for settlement in returned { append("R", settlement.job, to: &command, settlement.job.queue) }
    return command
  }

  private func append(_ settlement: Settlement, to command: inout RedisCommand) {
    let job = settlement.job
    switch settlement.outcome {
    case .succeeded:
      guard let counter = job.counter, counter.reading != .none else { return }
      append("C", job, to: &command, counter.key)
    case .failed(let entry):
      append("F", job, to: &command, entry, job.counter?.key ?? "", job.counter?.failureKey ?? "")
    case .retried(let retry):
      append(retry, of: job, to: &command)
    case .snoozed(let delay):
      append("Z", job, to: &command, delay)
    case .returned:
      return
    }
  }

  private func append(_ retry: Retry, of job: LeasedJob, to command: inout RedisCommand) {
    if retry.milliseconds > 0 {
      append("D", job, to: &command, retry.milliseconds)
    } else {
      append("A", job, to: &command, retry.queue)
    }
    command.append(retry.payload)
    command.append(retry.counter?.key ?? "")
    command.append(retry.isCounted ? 1 : 0)
    command.append(retry.counterSeconds.map { String($0) } ?? "")
    guard retry.milliseconds > 0 else { return }
    command.append(retry.counter?.failureKey ?? "")
    command.append(retry.entrySeconds)
    command.append(retry.entry)
  }

  private func append(
    _ kind: String, _ job: LeasedJob, to command: inout RedisCommand, _ rest: any RedisArgument...
  ) {
    command.append(kind)
    command.append(job.field)
    for argument in rest { argument.append(to: &command) }
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
