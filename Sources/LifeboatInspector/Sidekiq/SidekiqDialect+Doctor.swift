import LifeboatFormat

extension SidekiqDialect {
  public var doctorParts: DoctorParts {
    DoctorParts(
      checks: [
        DeadSetCheck(dialect: self), QuietCheck(), WaitsCheck(),
        OverdueCheck(
          schedules: [
            .init(key: keys.schedule, one: "scheduled job", many: "scheduled jobs"),
            .init(key: keys.retry, one: "retry", many: "retries"),
          ],
          mover: "start a worker, of either language: every one moves the jobs that are due"),
      ],
      singles: [
        (keys.queues, .set), (keys.processes, .set), (keys.schedule, .sortedSet), (keys.retry, .sortedSet),
        (keys.dead, .sortedSet), (keys.paused, .set), (keys.statProcessed, .string), (keys.statFailed, .string),
      ],
      waitingSets: [
        FailurePlace(name: "schedule", key: keys.schedule, kind: .sortedSet),
        FailurePlace(name: DeadEntry.Origin.retry.rawValue, key: keys.retry, kind: .sortedSet),
      ],
      failedSets: [
        FailurePlace(name: DeadEntry.Origin.dead.rawValue, key: keys.dead, kind: .sortedSet),
        FailurePlace(name: DeadEntry.Origin.overflow.rawValue, key: ownKeys.overflow, kind: .list),
      ])
  }
}
