import LifeboatFormat
import LifeboatRedis

/// The parts of a worker that differ between dialects. What is not asked for here is the same in all of them.
protocol WorkerParts: Sendable {
  /// The scripts that all dialects have, with this one's own parts in them.
  var scripts: WorkerScripts { get }

  /// What becomes of jobs that fail.
  var judge: any Judge { get }

  /// Where the jobs of an incarnation that is about to begin, or to be ended, go.
  ///
  /// - Parameter told: where the app keeps its failures, if somebody said so.
  func endings(told: FailureBackend?, on session: RedisSession) throws(RedisError) -> any Endings

  /// What is looked up about jobs before they run.
  func lookup(_ configuration: WorkerConfiguration) -> any JobLookup

  /// Whether Ruby's tools show what the runs of each class come to, see ``RunTally``.
  var countsRuns: Bool { get }

  /// How a worker shows itself to Ruby's tools.
  func presence(_ surroundings: PresenceSurroundings) -> any Presence

  /// Whether a worker moves what is due to its queues, where it is not told.
  func movesDelayed(_ configuration: WorkerConfiguration) -> Bool

  /// What moves it.
  func mover(_ configuration: WorkerConfiguration) -> any DelayedMover
}

extension WorkerDialect {
  var parts: any WorkerParts { workings.parts }
}
