/// How new jobs are written.
extension SidekiqDialect {
  public func newJobID() -> String? { SidekiqJID.random() }

  public func check(_ draft: JobDraft) throws(RefusedDraft) {
    if draft.jid == "" { throw .emptyJID }
    if let dueAt = draft.dueAt, dueAt.seconds > SidekiqTime.latest { throw .dueTooLate(dueAt) }
    if let options = draft.sidekiq {
      do { try options.validate() } catch { throw .option(error) }
    }
    try check(draft.arguments, levels: draft.activeJob == nil ? 1 : 3)
  }

  public func encode(_ draft: JobDraft, at now: ActiveJobTime) -> [UInt8] {
    let time = SidekiqTime(seconds: now.seconds, nanoseconds: now.nanoseconds)
    var (className, arguments) = (draft.className, draft.arguments)
    if let activeJob = draft.activeJob {
      className = activeJobWrapper
      let envelope = ActiveJobEnvelope.encode(
        className: draft.className, arguments: draft.arguments, queue: draft.queue, options: activeJob, enqueuedAt: now,
        scheduledAt: draft.dueAt)
      arguments = [UInt8(ascii: "[")] + envelope + [UInt8(ascii: "]")]
    }
    return SidekiqPayload.encode(
      className: className, arguments: arguments, queue: draft.queue, jid: draft.jid ?? SidekiqJID.random(),
      options: draft.sidekiq ?? SidekiqJobOptions(), createdAt: time, enqueuedAt: draft.dueAt == nil ? time : nil,
      wrapped: draft.activeJob == nil ? nil : draft.className, form: times)
  }

  public func destination(of draft: JobDraft) -> JobDestination {
    guard let dueAt = draft.dueAt else { return .queue }
    let time = SidekiqTime(seconds: dueAt.seconds, nanoseconds: dueAt.nanoseconds)
    return .sortedSet(key: keys.schedule, score: time.score)
  }

  public func commonBytes(className: String, arguments: [UInt8]) -> [UInt8]? { nil }

  /// Ruby takes jobs out of Redis before it parses them, and loses those that it cannot parse or write again.
  ///
  /// - Parameter levels: in how many arrays and objects the arguments lie within a payload.
  private func check(_ arguments: [UInt8], levels: Int) throws(RefusedDraft) {
    let first: UInt8
    let findings: JSONFindings
    do {
      let scanned = try JSONSlice.scan(arguments)
      (first, findings) = (arguments[scanned.range.lowerBound], scanned.findings)
    } catch {
      throw .arguments("are no JSON: \(error)")
    }
    let kind = JSONKind(firstByte: first)
    guard kind == .array else { throw .arguments("are \(kind); a JSON array was expected") }
    guard findings.isStrict else { throw .arguments("are not strict UTF-8 JSON") }
    guard !findings.hasInfiniteNumber else {
      throw .arguments(
        "have a number beyond the range of a double, which Ruby reads as infinity and cannot write again")
    }
    guard findings.depth + levels <= JSONScanner.depthLimit else {
      throw .arguments("are nested too deep; Ruby reads \(JSONScanner.depthLimit) levels with those around them")
    }
  }
}
