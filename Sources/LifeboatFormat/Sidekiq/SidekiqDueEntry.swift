/// An entry of the schedule or the retry set that is to go on a queue.
///
/// Ruby takes such an entry off its set and then refuses what is malformed here, which loses it. Source: Sidekiq,
/// `lib/sidekiq/scheduled.rb`, `job_util.rb`, `normalize_item`.
public struct SidekiqDueEntry: Sendable {
  /// Where it goes: `default` when it does not say.
  public let queue: String
  private let payload: Payload
  private let isMissing: (queue: Bool, jid: Bool, createdAt: Bool, retry: Bool)
  private let hasDueTime: Bool
  private let count: SidekiqPayload.RetryCount

  /// Reads an entry that Ruby would enqueue.
  ///
  /// - Throws: ``MalformedPayload`` for everything else: no object, no class, no array of args, tags that are no array, a
  ///   queue that is empty or no string, text that is not UTF-8, a number beyond the range of a double.
  public init(_ bytes: [UInt8]) throws(MalformedPayload) {
    let payload = try Payload(bytes)
    if let offset = payload.findings.invalidUTF8Offset { throw .invalidUTF8(offset: offset) }
    if payload.findings.hasInfiniteNumber { throw .infiniteNumber }
    guard let name = payload.className else { throw .noClass }
    guard let className = name.string else { throw .classNotString(name.kind) }
    guard !className.isEmpty else { throw .emptyClass }
    guard let arguments = payload.arguments else { throw .noArgs }
    guard arguments.kind == .array else { throw .argsNotArray(arguments.kind) }
    var fields: (queue: JSONSlice?, jid: JSONSlice?, createdAt: JSONSlice?, tags: JSONSlice?, count: JSONSlice?)
    var hasRetry = false
    var hasDueTime = false
    for member in payload.object.members {
      if member.hasKey("queue") { fields.queue = member.value }
      if member.hasKey("jid") { fields.jid = member.value }
      if member.hasKey("created_at") { fields.createdAt = member.value }
      if member.hasKey("tags") { fields.tags = member.value }
      if member.hasKey("retry_count") { fields.count = member.value }
      if member.hasKey("retry") { hasRetry = true }
      if member.hasKey("at") { hasDueTime = true }
    }
    if let tags = fields.tags, tags.isTruthy, tags.kind != .array { throw .tagsNotArray(tags.kind) }
    queue = try Self.name(of: fields.queue)
    isMissing = (
      queue: fields.queue == nil, jid: !(fields.jid?.isTruthy ?? false),
      createdAt: !(fields.createdAt?.isTruthy ?? false), retry: !hasRetry
    )
    count = SidekiqPayload.RetryCount(reading: fields.count)
    self.hasDueTime = hasDueTime
    self.payload = payload
  }

  /// The bytes for the queue: the entry's own, with `enqueued_at` set and `at` taken out; `retry`, `queue`, `jid` and
  /// `created_at` are added if they are missing. Ruby spells the whole job anew; here every other byte stays.
  ///
  /// - Parameters:
  ///   - form: how times are written.
  ///   - jid: an id for a job that has none.
  public func payload(
    at now: SidekiqTime, form: SidekiqTime.Form = .seconds, jid: @autoclosure () -> String = SidekiqJID.random()
  ) -> [UInt8] {
    applied(revision(at: now, form, jid))
  }

  /// The bytes for the queue when somebody retries the job by hand, which doesn't count against its limit: as
  /// ``payload(at:form:jid:)``, with `retry_count` less by one where there is one.
  ///
  /// A count that can't be read stays: the job's next failure mends it. Source: Sidekiq, `lib/sidekiq/api.rb`, `retry`.
  public func retriedByHand(
    at now: SidekiqTime, form: SidekiqTime.Form = .seconds, jid: @autoclosure () -> String = SidekiqJID.random()
  ) -> [UInt8] {
    var revision = revision(at: now, form, jid)
    if case .count(let count) = count, count > .min { revision.set("retry_count", number: String(count - 1)) }
    return applied(revision)
  }

  private static func name(of queue: JSONSlice?) throws(MalformedPayload) -> String {
    guard let queue else { return "default" }
    guard let name = queue.string else { throw .noQueue }
    guard !name.isEmpty else { throw .emptyQueue }
    return name
  }

  private func revision(at now: SidekiqTime, _ form: SidekiqTime.Form, _ jid: () -> String) -> PayloadRevision {
    var revision = PayloadRevision()
    if isMissing.retry { revision.set("retry", Array("true".utf8)) }
    if isMissing.queue { revision.set("queue", string: queue) }
    if isMissing.jid { revision.set("jid", string: jid()) }
    if isMissing.createdAt { revision.set("created_at", number: now.text(form)) }
    revision.set("enqueued_at", number: now.text(form))
    return revision
  }

  private func applied(_ revision: PayloadRevision) -> [UInt8] {
    let source = hasDueTime ? payload.removing("at") : payload
    return revision.applied(to: source)
  }
}
