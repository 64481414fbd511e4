/// An entry of the schedule or the retry set that is to go on a queue.
///
/// Ruby takes such an entry off its set and then refuses what is malformed here, which loses it. Source: Sidekiq,
/// `lib/sidekiq/scheduled.rb`, `job_util.rb`, `normalize_item`.
public struct SidekiqDueEntry: Sendable {
  /// Where it goes: `default` when it does not say.
  public let queue: String
  private let payload: Payload
  /// Whether it was asked to go to a queue that it does not name.
  private let isMoved: Bool
  private let isMissing: (queue: Bool, jid: Bool, createdAt: Bool, retry: Bool)
  private let hasDueTime: Bool
  private let count: SidekiqPayload.RetryCount

  /// Reads an entry that Ruby would enqueue.
  ///
  /// - Parameter newQueue: where it is to go instead; nobody looks then at the queue that it names.
  /// - Throws: ``MalformedPayload`` for everything else: no object, no class, no array of args, tags that are no array, a
  ///   queue that is empty or no string, text that is not UTF-8, a number beyond the range of a double.
  public init(_ bytes: [UInt8], movedTo newQueue: String? = nil) throws(MalformedPayload) {
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
    if let newQueue {
      queue = newQueue
      isMoved = !(fields.queue?.string?.utf8.elementsEqual(newQueue.utf8) ?? false)
    } else {
      queue = try Self.name(of: fields.queue)
      isMoved = false
    }
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
    revision(at: now, form, isScheduled: false, jid).applied(to: payload)
  }

  /// The bytes for the queue when somebody retries the job by hand, which doesn't count against its limit: as
  /// ``payload(at:form:jid:)``, with `retry_count` less by one where there is one.
  ///
  /// A count that can't be read stays: the job's next failure mends it. Source: Sidekiq, `lib/sidekiq/api.rb`, `retry`;
  /// for the schedule `lib/sidekiq/client.rb`, `atomic_push`.
  ///
  /// - Parameters:
  ///   - isScheduled: whether the job goes into the schedule, where it has no `enqueued_at`.
  ///   - startsOver: whether nothing of its failures stays in it, as if it were new; of an Active Job neither the count
  ///     of its executions.
  ///   - jid: an id for a job that has none.
  public func retriedByHand(
    at now: SidekiqTime, form: SidekiqTime.Form = .seconds, isScheduled: Bool = false, startsOver: Bool = false,
    jid: @autoclosure () -> String = SidekiqJID.random()
  ) -> [UInt8] {
    var revision = revision(at: now, form, isScheduled: isScheduled, jid)
    if startsOver {
      for field in Self.failureFields { revision.remove(field) }
    } else if case .count(let count) = count, count > .min {
      revision.set("retry_count", number: String(count - 1))
    }
    if isMoved || startsOver, let arguments = activeJobArguments(startsOver: startsOver) {
      revision.set("args", arguments)
    }
    return revision.applied(to: payload)
  }

  /// What a failure adds to a job. Source: Sidekiq, `lib/sidekiq/job_retry.rb`, `process_retry`.
  private static let failureFields = [
    "retry_count", "failed_at", "retried_at", "error_message", "error_class", "error_backtrace",
  ]

  private static func name(of queue: JSONSlice?) throws(MalformedPayload) -> String {
    guard let queue else { return "default" }
    guard let name = queue.string else { throw .noQueue }
    guard !name.isEmpty else { throw .emptyQueue }
    return name
  }

  private func revision(
    at now: SidekiqTime, _ form: SidekiqTime.Form, isScheduled: Bool, _ jid: () -> String
  ) -> PayloadRevision {
    var revision = PayloadRevision()
    if isMissing.retry { revision.set("retry", Array("true".utf8)) }
    if isMissing.queue || isMoved { revision.set("queue", string: queue) }
    if isMissing.jid { revision.set("jid", string: jid()) }
    if isMissing.createdAt { revision.set("created_at", number: now.text(form)) }
    if hasDueTime { revision.remove("at") }
    if isScheduled {
      revision.remove("enqueued_at")
    } else {
      revision.set("enqueued_at", number: now.text(form))
    }
    return revision
  }

  /// The `args` of an Active Job that changes; nil for any other job, and for one that cannot be read: it fails in Ruby
  /// as here, and its bytes are its own.
  private func activeJobArguments(startsOver: Bool) -> [UInt8]? {
    guard let arguments = payload.arguments,
      let className = payload.className?.string, ActiveJobEnvelope.isSidekiqWrapper(className),
      let envelope = try? ActiveJobEnvelope(wrapperArguments: arguments)
    else { return nil }
    return envelope.requeued(in: arguments, movedTo: isMoved ? queue : nil, startsOver: startsOver)
  }
}
