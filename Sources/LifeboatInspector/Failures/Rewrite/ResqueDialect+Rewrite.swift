import LifeboatFormat

extension ResqueDialect {
  public var jobsNameQueues: Bool { false }

  public func job(of record: FailureRecord) -> [UInt8]? {
    record.payload.flatMap { RecordedPayload.original(of: $0) }
  }

  public func entry(
    of record: FailureRecord, holding job: [UInt8], queue: String?
  ) throws(RewriteObstacle) -> [UInt8] {
    do { return try ResqueFailure.replacing(job, queue: queue, in: record.stored.bytes) } catch {
      throw RewriteObstacle("the entry is malformed: \(error)")
    }
  }
}
