import LifeboatFormat
import LifeboatRedis

/// What a worker does in Sidekiq's own way.
struct SidekiqParts: WorkerParts {
  let dialect: SidekiqDialect

  var scripts: WorkerScripts { Self.scripts }

  private static let scripts = WorkerScripts(.sidekiq)

  var judge: any Judge { SidekiqJudge(dialect: dialect) }

  func endings(told: FailureBackend?, on session: RedisSession) -> any Endings { SidekiqEndings(dialect: dialect) }

  func lookup(_ configuration: WorkerConfiguration) -> any JobLookup { SidekiqLookup(dialect: dialect) }

  let countsRuns = true

  func presence(_ surroundings: PresenceSurroundings) -> any Presence {
    SidekiqPresence(dialect: dialect, surroundings: surroundings)
  }

  /// Every process that registers slows the pollers of all others, so it polls too.
  func movesDelayed(_ configuration: WorkerConfiguration) -> Bool { true }

  func mover(_ configuration: WorkerConfiguration) -> any DelayedMover {
    SidekiqMover(dialect: dialect, configuration: configuration)
  }
}

extension SidekiqDialect: WorkerDialect {
  public var workings: Workings { Workings(parts: SidekiqParts(dialect: self)) }
}
