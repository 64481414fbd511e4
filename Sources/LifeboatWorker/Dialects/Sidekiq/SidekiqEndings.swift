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
      command.append(kind: SidekiqDeadEntry.isShownByRuby(entry) ? "X" : "V", of: job, entry)
    case .dropped: command.append(kind: "O", of: job)
    case .retried(let retry): command.append(kind: "S", of: job, retry.milliseconds, retry.payload)
    case .succeeded, .snoozed, .returned: return
    }
  }

  /// The counters of this day.
  private var today: [String] {
    let day = SidekiqMinute(of: WallClock.seconds).day
    return [dialect.keys.statProcessed(day: day), dialect.keys.statFailed(day: day)]
  }
}
