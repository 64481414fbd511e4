import LifeboatFormat
import LifeboatRedis
import Logging

/// Where jobs of Resque's go when they fail: into the failed list, or lists, or into another attempt.
struct ResqueEndings: Endings {
  let keys: ResqueKeys
  /// Where the app keeps its failures.
  let failures: FailureBackend
  /// Whether somebody said so; otherwise it was found.
  var isTold = false

  var remark: (String, Logger.Metadata)? {
    failures == .list || isTold
      ? nil : ("found where this app keeps its failures", ["failures": "\(failures.rawValue)"])
  }

  var settling: ScriptPart {
    ScriptPart(
      keys: [keys.failed, keys.delayedSchedule, keys.failedQueues],
      arguments: [keys.delayedPrefix, keys.delayedTimesPrefix, failures.rawValue, keys.failed(list: "")])
  }

  var vacating: ScriptPart {
    ScriptPart(
      keys: [keys.workers, keys.heartbeats, keys.failed, keys.failedQueues],
      arguments: [
        keys.worker(""), keys.statProcessed(worker: ""), keys.statFailed(worker: ""), failures.rawValue,
        keys.failed(list: ""),
      ])
  }

  func append(_ settlement: Settlement, to command: inout RedisCommand) {
    let job = settlement.job
    switch settlement.outcome {
    case .succeeded:
      guard let counter = job.counter, counter.reading != .none else { return }
      command.append(kind: "C", of: job, counter.key)
    case .failed(let entry):
      command.append(kind: "F", of: job, entry, job.counter?.key ?? "", job.counter?.failureKey ?? "")
    case .retried(let retry):
      append(retry, of: job, to: &command)
    case .dropped, .snoozed, .returned:
      return
    }
  }

  private func append(_ retry: Retry, of job: LeasedJob, to command: inout RedisCommand) {
    let record = retry.record
    if retry.milliseconds > 0 {
      command.append(kind: "D", of: job, retry.milliseconds)
    } else {
      command.append(kind: "A", of: job, retry.queue)
    }
    command.append(retry.payload)
    command.append(record?.counter?.key ?? "")
    command.append(record?.isCounted == true ? 1 : 0)
    command.append(record?.counterSeconds.map { String($0) } ?? "")
    guard retry.milliseconds > 0 else { return }
    command.append(record?.counter?.failureKey ?? "")
    command.append(record?.entrySeconds ?? 0)
    command.append(record?.entry ?? [])
  }
}
