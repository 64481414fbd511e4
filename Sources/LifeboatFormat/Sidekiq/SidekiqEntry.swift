/// An entry of the schedule, the retry or the dead set, or of a queue, as somebody stored it, read leniently.
///
/// Any part may be missing, and a part of the wrong kind counts as missing. Nothing is thrown, because a list has to be
/// shown whatever is in it; ``SidekiqPayload`` and ``SidekiqDueEntry`` say whether a job can be run and enqueued.
public struct SidekiqEntry: Sendable {
  /// The entry, exactly as it is stored.
  public let bytes: [UInt8]
  /// Why it can't be read at all; every part is missing then.
  public let malformed: MalformedPayload?
  private let fields: [String: JSONSlice]

  /// Reads what there is.
  public init(parsing bytes: [UInt8]) {
    self.bytes = bytes
    var fields: [String: JSONSlice] = [:]
    do throws(MalformedPayload) {
      for member in try Payload(bytes).object.members { fields[member.key] = member.value }
      malformed = nil
    } catch {
      malformed = error
    }
    self.fields = fields
  }

  /// The job's class; an Active Job's own, not that of its wrapper.
  public var className: String? {
    if let wrapped = text("wrapped") { return wrapped }
    guard let name = text("class"), ActiveJobEnvelope.isSidekiqWrapper(name) else { return text("class") }
    var elements = arguments?.elements
    return elements?.next()?["job_class"]?.string ?? name
  }

  /// The arguments as they stand in the payload, an Active Job's envelope among them; nil unless they are an array.
  public var arguments: JSONSlice? { fields["args"].flatMap { $0.kind == .array ? $0 : nil } }

  /// The job's id.
  public var jid: String? { text("jid") }

  /// The queue that it names.
  public var queue: String? { text("queue") }

  /// When it was first enqueued.
  public var createdAt: SidekiqTime? { time("created_at") }

  /// When it was last put on a queue.
  public var enqueuedAt: SidekiqTime? { time("enqueued_at") }

  /// When it failed for the first time.
  public var failedAt: SidekiqTime? { time("failed_at") }

  /// When it failed last, if it failed more than once.
  public var retriedAt: SidekiqTime? { time("retried_at") }

  /// How often it has failed.
  public var failures: SidekiqPayload.RetryCount { SidekiqPayload.RetryCount(reading: fields["retry_count"]) }

  /// Its tags.
  public var tags: [String] { fields["tags"]?.elements.compactMap(\.string) ?? [] }

  /// The name of the error's class.
  public var errorClass: String? { text("error_class") }

  /// The error's message.
  public var errorMessage: String? { fields["error_message"]?.string }

  /// The error's backtrace; empty when there is none.
  ///
  /// - Throws: ``SidekiqBacktrace/Unreadable`` when there is one that can't be unpacked.
  public func backtrace() throws(SidekiqBacktrace.Unreadable) -> [String] {
    guard let field = fields["error_backtrace"], field.isTruthy else { return [] }
    guard let text = field.string else { throw .notBase64 }
    return try SidekiqBacktrace.decode(text)
  }

  private func text(_ key: String) -> String? { fields[key]?.string.flatMap { $0.isEmpty ? nil : $0 } }

  private func time(_ key: String) -> SidekiqTime? { fields[key].flatMap(SidekiqTime.init(reading:)) }
}
