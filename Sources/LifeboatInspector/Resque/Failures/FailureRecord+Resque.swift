import LifeboatFormat

extension FailureRecord {
  /// Reads an entry of one of Resque's failed lists; source: `lib/resque/failure/redis.rb`.
  init(resque stored: StoredFailure) {
    self.init(stored)
    do throws(MalformedPayload) {
      for member in try Payload(stored.bytes).object.members {
        switch member.key {
        case "queue": fields.queue = member.value
        case "exception": fields.exception = member.value
        case "error": fields.message = member.value
        case "backtrace": fields.backtrace = member.value
        case "failed_at": fields.failedAt = member.value
        case "retried_at": fields.retriedAt = member.value
        case "payload": payload = member.value
        default: break
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
      switch member.key {
      case "class": className = member.value.string
      case "args": arguments = member.value
      default: break
      }
    }
    if className == ActiveJobEnvelope.resqueWrapper, let job = ActiveJobEnvelope.recorded(in: payload) {
      className = job.className
      isActiveJob = true
    }
  }
}
