import LifeboatRedis

/// What is read about leased jobs before they run, where their payload does not say it.
protocol JobLookup: Sendable {
  /// Notes what was found on each job.
  ///
  /// - Throws: ``RedisError`` when Redis cannot be asked; no job is changed.
  func read(into jobs: inout [LeasedJob], on session: RedisSession) throws(RedisError)
}
