extension ResqueKeys {
  public var patterns: [String] {
    guard namespace.isEmpty else { return [KeyPattern.literal(namespace) + ":*"] }
    return [
      queues, queue("*"), workers, worker("*"), heartbeats, pruningLock, pauseAll, "stat:*", failed, failedQueues,
      failed(queue: "*"), delayedSchedule, delayedPrefix + "*", delayedTimesPrefix + "*", schedulerLock,
      "resque-retry:*", "failure-resque-retry:*", "lifeboat:resque:*",
    ]
  }
}
