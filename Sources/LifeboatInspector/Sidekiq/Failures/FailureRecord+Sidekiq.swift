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
        if member.hasKey("class") {
          className = member.value.string
        } else if member.hasKey("wrapped") {
          wrapped = member.value
        } else if member.hasKey("args") {
          arguments = member.value
        } else if member.hasKey("queue") {
          fields.queue = member.value
        } else if member.hasKey("error_class") {
          fields.exception = member.value
        } else if member.hasKey("error_message") {
          fields.message = member.value
        } else if member.hasKey("error_backtrace") {
          fields.backtrace = member.value
        } else if member.hasKey("failed_at") {
          fields.failedAt = member.value
        } else if member.hasKey("retried_at") {
          fields.retriedAt = member.value
        }
      }
    } catch {
      malformed = error
      return
    }
    isActiveJob = className.map(ActiveJobEnvelope.isSidekiqWrapper) ?? false
    className = DeadEntry.shownClass(className, wrapped: wrapped, arguments: arguments)
  }
}
