import LifeboatFormat

extension SidekiqDialect {
  public var jobsNameQueues: Bool { true }

  public func job(of record: FailureRecord) -> [UInt8]? { DeadEntry(record.stored).job }

  public func entry(
    of record: FailureRecord, holding job: [UInt8], queue: String?
  ) throws(RewriteObstacle) -> [UInt8] {
    DeadEntry(record.stored).element(holding: job)
  }
}
