import LifeboatFormat

extension ResqueDialect {
  public var doctorParts: DoctorParts {
    let mover =
      "start resque-scheduler, or a Lifeboat worker that runs a class with retries: it moves every job that is due"
    return DoctorParts(
      checks: [
        OverdueCheck(
          schedules: [.init(key: keys.delayedSchedule, one: "bucket of delayed jobs", many: "buckets of delayed jobs")],
          mover: mover),
        BucketsCheck(keys: keys),
      ],
      singles: [
        (keys.queues, .set), (keys.workers, .set), (keys.heartbeats, .hash), (keys.pauseAll, .string),
        (keys.statProcessed, .string), (keys.statFailed, .string), (keys.failed, .list), (keys.failedQueues, .set),
        (keys.delayedSchedule, .sortedSet), (keys.schedulerLock, .string),
      ],
      waitingSets: [],
      failedSets: [FailurePlace(name: FailureBackend.listName, key: keys.failed, kind: .list)])
  }
}
