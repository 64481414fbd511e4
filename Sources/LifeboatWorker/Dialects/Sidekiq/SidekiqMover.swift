import LifeboatFormat
import LifeboatRedis

/// Moves jobs that are due from the retry set and the schedule to their queues, beside any number of other pollers.
struct SidekiqMover: DelayedMover {
  private let dialect: SidekiqDialect

  let announcement = "this worker moves scheduled jobs and retries that are due to their queues"

  init(dialect: SidekiqDialect, configuration: WorkerConfiguration) {
    self.dialect = dialect
  }

  mutating func round(as incarnation: Incarnation, on session: RedisSession) throws(RedisError) -> Bool { false }

  mutating func rest(on session: RedisSession) throws(RedisError) -> Duration { .seconds(5) }
}
