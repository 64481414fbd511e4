extension SidekiqFailure {
  /// The bytes of a failed job in the retry or the dead set: the payload's own, with the error in it.
  ///
  /// Set as Ruby sets them, in its order: `retry` (only if it is missing or `null`), `queue`, `error_message`,
  /// `error_class`, `retried_at` or `failed_at`, `retry_count`, and `error_backtrace` if the job wants it. Ruby loses
  /// some entries when it takes them up again, or can't show them; these are mended besides:
  ///
  /// - `jid` is made up if it is missing or no string, `args` becomes `[]` if it is missing or `null`;
  /// - `tags` that are no array become one around what they were;
  /// - `retry_for` becomes `null` if it is no number, and the largest that Ruby takes if it is more;
  /// - `failed_at` is set to now if it can't be read, and an unreadable `retry_count` becomes 0;
  /// - `at` is taken out.
  ///
  /// - Parameters:
  ///   - queue: where the job was fetched from; its `retry_queue` goes before it.
  ///   - form: how times are written.
  ///   - jid: an id for a job that has none.
  /// - Returns: nil when some Ruby could not read the result, or not write it again: a number beyond the range of a
  ///   double, a loose escape, tags that are no array and too deep for one more.
  public func entry(
    of job: SidekiqPayload, queue: String, form: SidekiqTime.Form = .seconds,
    jid: @autoclosure () -> String = SidekiqJID.random()
  ) -> [UInt8]? {
    guard Self.canBeTakenUpAgain(job) else { return nil }
    var revision = PayloadRevision()
    if job.retry == .missing { revision.set("retry", Array("true".utf8)) }
    revision.set("queue", string: job.retryQueue ?? queue)
    if job.jid == nil { revision.set("jid", string: jid()) }
    mend(job, in: &revision)
    revision.set("error_message", string: cutMessage)
    revision.set("error_class", string: exception)
    count(job, in: &revision, form)
    if let lines = job.backtrace.kept(of: backtrace) {
      revision.set("error_backtrace", string: SidekiqBacktrace.encode(lines))
    }
    let bytes = revision.applied(to: job.payload)
    guard job.payload.slice(of: "at") != nil else { return bytes }
    return (try? Payload(bytes))?.removing("at").bytes
  }

  private static func canBeTakenUpAgain(_ job: SidekiqPayload) -> Bool {
    let findings = job.payload.findings
    guard !findings.hasInfiniteNumber, !findings.hasLooseEscapes else { return false }
    return findings.depth < JSONScanner.depthLimit || job.payload.slice(of: "tags")?.kind != .object
  }

  private func mend(_ job: SidekiqPayload, in revision: inout PayloadRevision) {
    if job.arguments == nil { revision.set("args", Array("[]".utf8)) }
    if let tags = job.payload.slice(of: "tags"), tags.isTruthy, tags.kind != .array {
      revision.set("tags", Array("[".utf8) + tags.bytes + Array("]".utf8))
    }
    guard let retryFor = job.payload.slice(of: "retry_for"), retryFor.isTruthy else { return }
    guard let seconds = job.retryFor else {
      revision.set("retry_for", Array("null".utf8))
      return
    }
    if seconds > Double(Self.retryForLimit) { revision.set("retry_for", number: String(Self.retryForLimit)) }
  }

  private func count(_ job: SidekiqPayload, in revision: inout PayloadRevision, _ form: SidekiqTime.Form) {
    let isFirst = job.failures == .none
    if !isFirst { revision.set("retried_at", number: time.text(form)) }
    if isFirst || job.failedAt == nil { revision.set("failed_at", number: time.text(form)) }
    revision.set("retry_count", number: String(Self.nextCount(of: job) ?? 0))
  }

  private var cutMessage: String {
    // Counting scalars takes time in a long text, so it is asked for its bytes first.
    guard message.utf8.count > Self.messageLimit else { return message }
    return String(String.UnicodeScalarView(message.unicodeScalars.prefix(Self.messageLimit)))
  }
}
