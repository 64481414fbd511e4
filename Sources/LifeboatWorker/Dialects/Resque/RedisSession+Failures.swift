import LifeboatFormat
import LifeboatRedis

extension RedisSession {
  /// Where an app keeps its failures, by what Redis holds.
  func findFailures(_ keys: ResqueKeys) throws(RedisError) -> FailureBackend {
    try FailureEvidence(keys: keys) { (commands) throws(RedisError) in
      try pipeline(commands.map { RedisCommand($0) }).map(\.strings)
    }.backend
  }
}
