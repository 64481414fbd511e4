import LifeboatFormat

/// By what a job is known again, wherever it is and however often it was tried.
enum CanaryMark: Hashable {
  /// An Active Job's own id, which it keeps when Rails enqueues it again.
  case activeJob(String)
  /// The id that Sidekiq gives to a job.
  case jid(String)
  /// What its bytes come to, where they hold no id.
  case digest([UInt8])

  /// The best mark of a job.
  init(_ bytes: [UInt8], dialect: any InspectorDialect) {
    let record = try? dialect.read(bytes)
    if let id = record?.activeJob?.jobID {
      self = .activeJob(id)
    } else if let jid = record?.jid {
      self = .jid(jid)
    } else {
      self = .digest(EntryDealing.digest(bytes))
    }
  }

  /// The same of a job that was found: a bucket of delayed jobs adds the queue to its bytes.
  init(_ job: FoundJob, dialect: any InspectorDialect) {
    guard case .delayed = job.place, case .digest = CanaryMark(job.bytes, dialect: dialect),
      let plain = try? DelayedJob(resque: job.bytes)
    else {
      self = CanaryMark(job.bytes, dialect: dialect)
      return
    }
    self = CanaryMark(plain.payload, dialect: dialect)
  }
}
