import Crypto
import LifeboatFormat

extension ResqueDialect {
  public func requeued(
    _ record: FailureRecord, _ change: RequeueChange, dueAt: Int?, at now: SidekiqTime
  ) throws(RequeueObstacle) -> RequeuedJob {
    guard let queue = change.queue ?? record.queue, !queue.isEmpty else {
      throw RequeueObstacle("the entry names no queue")
    }
    let job = try runnableJob(of: record)
    var requeued = RequeuedJob(
      queue: queue, bytes: job.requeued(movedTo: change.queue, startsOver: change.resetsRetries))
    if let dueAt {
      requeued = RequeuedJob(queue: queue, bytes: try delayed(requeued.bytes, queue: queue))
      requeued.dueAt = dueAt
    }
    if change.resetsRetries { requeued.dropped = retryKeys(of: job) }
    if change.keepsEntries {
      do { requeued.kept = try ResqueFailure.marked(record.stored.bytes, retriedAt: now.seconds) } catch {
        throw RequeueObstacle("the entry cannot be marked: \(error)")
      }
    }
    return requeued
  }

  private func runnableJob(of record: FailureRecord) throws(RequeueObstacle) -> ResquePayload {
    guard let bytes = job(of: record) else {
      throw RequeueObstacle("the entry does not hold its job")
    }
    do { return try ResquePayload(bytes) } catch {
      throw RequeueObstacle("its job is malformed, and Ruby workers would lose it or exit: \(error)")
    }
  }

  private func delayed(_ job: [UInt8], queue: String) throws(RequeueObstacle) -> [UInt8] {
    guard let payload = try? Payload(job), let delayed = DelayedJob.encode(payload, queue: queue) else {
      throw RequeueObstacle("its job is no strict JSON, at which a Ruby scheduler may end; it can only go at once")
    }
    return delayed
  }

  /// Where resque-retry counts attempts at the job, and keeps its last failure. An Active Job counts in its own payload.
  private func retryKeys(of job: ResquePayload) -> [String] {
    guard let record = try? read(job.payload.bytes), let counted = countedJob(record) else { return [] }
    let identifier = counted.identity.isEmpty ? nil : Self.sha1(counted.identity)
    return [
      keys.retryCounter(className: counted.className, identifier: identifier),
      keys.retryFailure(className: counted.className, identifier: identifier),
    ]
  }

  private static func sha1(_ bytes: [UInt8]) -> String {
    let hex = Array("0123456789abcdef".utf8)
    return String(
      decoding: Insecure.SHA1.hash(data: bytes).flatMap { [hex[Int($0 >> 4)], hex[Int($0 & 15)]] }, as: UTF8.self)
  }
}
