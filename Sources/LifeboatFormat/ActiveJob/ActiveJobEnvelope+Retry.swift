/// What becomes of an Active Job that failed, as `retry_on` leaves it. Every byte that isn't named here stays.
///
/// Source: Active Job, `lib/active_job/exceptions.rb` and `execution.rb`; the bytes were compared with those of
/// 6.1, 7.1, 7.2 and 8.1.
extension ActiveJobEnvelope {
  /// The payload of the job's next attempt: `executions` and the count of the errors go up by one, and the times are
  /// set that the envelope has.
  ///
  /// `provider_job_id`, the id and the locale are those of the first attempt. An envelope that counts no errors
  /// (`exception_executions` missing or `null`) isn't made to.
  ///
  /// - Parameters:
  ///   - errors: the errors that are retried together, as Ruby prints their list: `[NetErr, DeadErr]`.
  ///   - enqueuedAt: now. Written to the second where the old time was, as 6.1 does.
  ///   - scheduledAt: when the attempt is due; also when that is now.
  /// - Throws: ``MalformedPayload`` when the payload would be nested too deep, which it isn't unless it was.
  public func retried(
    counting errors: String, enqueuedAt: ActiveJobTime, scheduledAt: ActiveJobTime
  ) throws(MalformedPayload) -> [UInt8] {
    var envelope = try Payload(Array(object.bytes))
    envelope = try envelope.replacing("executions", with: Array(String(attempt).utf8))
    envelope = try Self.counting(errors, in: envelope)
    envelope = try Self.setting("enqueued_at", to: enqueuedAt, in: envelope)
    envelope = try Self.setting("scheduled_at", to: scheduledAt, in: envelope)
    return splicing(envelope)
  }

  /// The payload that goes into the failed list when the last attempt has failed: the count of the errors went up,
  /// `executions` did not, so a requeue gives one more run.
  ///
  /// - Parameter errors: as in ``retried(counting:enqueuedAt:scheduledAt:)``.
  /// - Throws: as ``retried(counting:enqueuedAt:scheduledAt:)``.
  public func exhausted(counting errors: String) throws(MalformedPayload) -> [UInt8] {
    splicing(try Self.counting(errors, in: Payload(Array(object.bytes))))
  }

  private static func counting(_ errors: String, in envelope: Payload) throws(MalformedPayload) -> Payload {
    guard let counts = envelope.slice(of: "exception_executions"), counts.kind == .object else { return envelope }
    let count = max(0, counts[errors]?.int ?? 0)
    let next = String(count == .max ? count : count + 1)
    let counted = try Payload(Array(counts.bytes)).replacing(errors, with: Array(next.utf8))
    return try envelope.replacing("exception_executions", with: counted.bytes)
  }

  private static func setting(
    _ field: String, to time: ActiveJobTime, in envelope: Payload
  ) throws(MalformedPayload) -> Payload {
    guard let old = envelope.slice(of: field) else { return envelope }
    let isWhole = old.string.map { !$0.utf8.contains(UInt8(ascii: ".")) } ?? false
    var writer = JSONWriter()
    writer.string(
      isWhole
        ? Timestamp.iso8601Z(time.seconds) : Timestamp.iso8601Z(time.seconds, nanoseconds: time.nanoseconds))
    return try envelope.replacing(field, with: writer.bytes)
  }

  private func splicing(_ envelope: Payload) -> [UInt8] {
    var payload = object.text
    payload.replaceSubrange(object.range, with: envelope.bytes)
    return payload
  }
}
