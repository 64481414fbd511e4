import LifeboatFormat
import LifeboatRedis
import Logging

/// Where jobs of Sidekiq's go when they fail: into the retry set, the dead set, or nowhere.
struct SidekiqEndings: Endings {
  let dialect: SidekiqDialect

  var remark: (String, Logger.Metadata)? { nil }

  var settling: ScriptPart {
    ScriptPart(keys: [dialect.keys.retry, dialect.keys.dead, dialect.ownKeys.overflow] + today, arguments: [String]())
  }

  var vacating: ScriptPart {
    ScriptPart(
      keys: [dialect.keys.processes, dialect.keys.dead, dialect.ownKeys.overflow] + today,
      arguments: [dialect.keys.process("")])
  }

  func append(_ settlement: Settlement, to command: inout RedisCommand) {
    let job = settlement.job
    switch settlement.outcome {
    case .failed(let entry):
      command.append(
        kind: SidekiqDeadEntry.isShownByRuby(entry) ? "X" : "V", of: job, entry, isCounted(job, entry) ? "1" : "0")
    case .retried(let retry): command.append(kind: "S", of: job, retry.milliseconds, retry.payload)
    case .dropped, .succeeded, .snoozed, .returned: return
    }
  }

  /// Whether burying a job is an attempt that failed: Ruby counts none of a payload that it cannot read.
  private func isCounted(_ job: LeasedJob, _ entry: [UInt8]) -> Bool {
    if case .failure = job.record { entry != job.payload } else { true }
  }

  /// The counters of this day.
  private var today: [String] {
    let day = SidekiqMinute(of: WallClock.seconds).day
    return [dialect.keys.statProcessed(day: day), dialect.keys.statFailed(day: day)]
  }
}
