/// A job that waits for its time: `{"class":"Archive","args":[42],"queue":"file_serve"}`.
///
/// Source: resque-scheduler, `lib/resque/scheduler/delaying_extensions.rb`, `job_to_hash_with_queue`.
public struct DelayedJob: Sendable, Equatable {
  /// Where it goes when it is due.
  public let queue: String
  /// What goes there: the entry without its queue, every other byte as it was.
  public let payload: [UInt8]

  /// Reads an entry of a bucket as resque-scheduler fills them.
  ///
  /// Args are not looked at: whoever runs the job does. Comments are fine, since Ruby's parser takes them.
  ///
  /// - Throws: ``MalformedPayload`` for what has no class or no queue, and for what would end a Ruby scheduler: text
  ///   that is no JSON, and invalid UTF-8, which it cannot write again.
  public init(resque bytes: [UInt8]) throws(MalformedPayload) {
    let entry = try Payload(bytes)
    if let offset = entry.findings.invalidUTF8Offset { throw .invalidUTF8(offset: offset) }
    guard let name = entry.className else { throw .noClass }
    guard let className = name.string else { throw .classNotString(name.kind) }
    guard !className.isEmpty else { throw .emptyClass }
    guard let queue = entry.slice(of: "queue")?.string, !queue.isEmpty else { throw .noQueue }
    self.queue = queue
    payload = entry.removing("queue").bytes
  }

  /// The bytes of a job for a bucket: its own, with its queue behind them.
  ///
  /// - Returns: nil for a job that is no strict JSON, at which a Ruby scheduler may end.
  public static func encode(_ job: Payload, queue: String) -> [UInt8]? {
    guard job.findings.isStrict else { return nil }
    var revision = PayloadRevision()
    revision.set("queue", string: queue)
    return revision.applied(to: job)
  }
}
