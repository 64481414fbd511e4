import LifeboatFormat

extension FailureRecord {
  /// Reads an entry of one of Resque's failed lists; source: `lib/resque/failure/redis.rb`.
  init(resque stored: StoredFailure) {
    self.init(stored)
    do throws(MalformedPayload) {
      for member in try Payload(stored.bytes).object.members {
        if member.hasKey("queue") {
          fields.queue = member.value
        } else if member.hasKey("exception") {
          fields.exception = member.value
        } else if member.hasKey("error") {
          fields.message = member.value
        } else if member.hasKey("backtrace") {
          fields.backtrace = member.value
        } else if member.hasKey("failed_at") {
          fields.failedAt = member.value
        } else if member.hasKey("retried_at") {
          fields.retriedAt = member.value
        } else if member.hasKey("payload") {
          payload = member.value
        }
      }
    } catch {
      malformed = error
      return
    }
    isRequeued = fields.retriedAt?.kind == .string
    guard let payload, payload.kind == .object else {
      malformed = .noPayload(payload?.kind)
      return
    }
    for member in payload.members {
      if member.hasKey("class") {
        className = member.value.string
      } else if member.hasKey("args") {
        arguments = member.value
      }
    }
    if className == ActiveJobEnvelope.resqueWrapper, let job = ActiveJobEnvelope.recorded(in: payload) {
      className = job.className
      isActiveJob = true
    }
  }
}
