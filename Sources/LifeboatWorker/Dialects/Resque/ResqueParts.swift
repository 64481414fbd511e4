import LifeboatFormat
import LifeboatRedis
import Logging

/// What a worker does in Resque's own way.
struct ResqueParts: WorkerParts {
  let dialect: ResqueDialect

  var scripts: WorkerScripts { Self.scripts }

  private static let scripts = WorkerScripts(.resque)

  var judge: any Judge { ResqueJudge(dialect: dialect) }

  func endings(told: FailureBackend?, on session: RedisSession) throws(RedisError) -> any Endings {
    if let told { return ResqueEndings(keys: dialect.keys, failures: told, isTold: true) }
    return ResqueEndings(keys: dialect.keys, failures: try session.findFailures(dialect.keys))
  }

  func lookup(_ configuration: WorkerConfiguration) -> any JobLookup {
    RetryCounters(dialect: dialect, registry: configuration.registry)
  }

  let countsRuns = false

  func presence(_ surroundings: PresenceSurroundings) -> any Presence {
    ResquePresence(dialect: dialect, surroundings: surroundings)
  }

  func movesDelayed(_ configuration: WorkerConfiguration) -> Bool { configuration.registry.delaysRetries }

  func mover(_ configuration: WorkerConfiguration) -> any DelayedMover {
    ResqueMover(dialect: dialect, told: configuration.failures, logger: configuration.logger)
  }
}

extension ResqueDialect: WorkerDialect {
  public var workings: Workings { Workings(parts: ResqueParts(dialect: self)) }
}
