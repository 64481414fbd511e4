import LifeboatFormat

extension FailureRecord {
  /// Reads a job that failed, as Sidekiq's dead set, its retry set and our overflow list hold it; source: `job_retry.rb`.
  ///
  init(sidekiq stored: StoredFailure) {
    self.init(stored)
    let entry = DeadEntry(stored)
    let job = entry.job
    // The score of the retry set is a time to come.
    clock = .sidekiq(diedAt: entry.origin == .retry ? nil : entry.score)
    var wrapped: JSONSlice?
    do throws(MalformedPayload) {
      for member in try Payload(job).object.members {
        switch member.key {
        case "class": className = member.value.string
        case "wrapped": wrapped = member.value
        case "args": arguments = member.value
        case "queue": fields.queue = member.value
        case "error_class": fields.exception = member.value
        case "error_message": fields.message = member.value
        case "error_backtrace": fields.backtrace = member.value
        case "failed_at": fields.failedAt = member.value
        case "retried_at": fields.retriedAt = member.value
        default: break
        }
      }
    } catch {
      malformed = error
      return
    }
    isActiveJob = className.map(ActiveJobEnvelope.isSidekiqWrapper) ?? false
    if let name = wrapped?.string, !name.isEmpty {
      className = name
    } else if isActiveJob {
      var elements = arguments?.elements
      className = elements?.next()?["job_class"]?.string ?? className
    }
  }
}
