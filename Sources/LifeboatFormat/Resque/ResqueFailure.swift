/// An entry of the failed list.
///
/// `{"failed_at":…,"payload":…,"exception":…,"error":…,"backtrace":[…],"worker":…,"queue":…}`, in this order; a
/// requeue by Ruby appends `retried_at`. Source: Resque, `lib/resque/failure/redis.rb`.
public enum ResqueFailure {
  /// The entry's bytes.
  ///
  /// - Parameters:
  ///   - payload: the job's bytes, whatever they are; see ``RecordedPayload``.
  ///   - queue: where the job came from.
  ///   - worker: the id of the worker that ran it.
  ///   - exception: the name of the error's class, see ``ErrorName``.
  ///   - error: the message.
  ///   - backtrace: one frame a string.
  ///   - failedAt: seconds since 1970.
  public static func encode(
    payload: [UInt8], queue: String, worker: String, exception: String, error: String, backtrace: [String] = [],
    failedAt: Int
  ) -> [UInt8] {
    var writer = JSONWriter(capacity: payload.count + error.utf8.count + 300)
    writer.beginObject()
    writer.key("failed_at")
    writer.string(Timestamp.resqueFailedAt(failedAt))
    writer.key("payload")
    writer.raw(RecordedPayload.embed(payload))
    writer.key("exception")
    writer.string(exception)
    writer.key("error")
    writer.string(error)
    writer.key("backtrace")
    writer.beginArray()
    for frame in backtrace { writer.string(frame) }
    writer.endArray()
    writer.key("worker")
    writer.string(worker)
    writer.key("queue")
    writer.string(queue)
    writer.endObject()
    return writer.bytes
  }

  /// An entry with the mark that Ruby's requeue leaves on it: `retried_at`, in place of an earlier one or behind the last
  /// field. Every other byte stays.
  ///
  /// - Parameter seconds: since 1970.
  /// - Throws: ``MalformedPayload`` when the entry is no object.
  public static func marked(_ entry: [UInt8], retriedAt seconds: Int) throws(MalformedPayload) -> [UInt8] {
    var revision = PayloadRevision()
    revision.set("retried_at", string: Timestamp.resqueFailedAt(seconds))
    return revision.applied(to: try Payload(entry))
  }

  /// An entry with another job in it, and perhaps from another queue. Every other byte stays.
  ///
  /// - Parameters:
  ///   - job: the job's bytes, whatever they are; see ``RecordedPayload``.
  ///   - queue: nil for the same.
  /// - Throws: ``MalformedPayload`` when the entry is no object.
  public static func replacing(
    _ job: [UInt8], queue: String?, in entry: [UInt8]
  ) throws(MalformedPayload) -> [UInt8] {
    var revision = PayloadRevision()
    revision.set("payload", RecordedPayload.embed(job))
    if let queue { revision.set("queue", string: queue) }
    return revision.applied(to: try Payload(entry))
  }

  /// An entry that somebody stored, read leniently: any part may be missing, and a part of the wrong kind counts as
  /// missing. Nothing is thrown, because a failed list has to be shown whatever is in it.
  public struct Entry: Sendable {
    /// The entry, exactly as it is stored.
    public let bytes: [UInt8]
    /// Why the entry itself can't be read; every part is missing then.
    public let malformed: MalformedPayload?
    /// When it failed, as its writer put it; see ``Timestamp/parse(_:)``.
    public let failedAt: String?
    /// What stands for the job; ``RecordedPayload/original(of:)`` gives its bytes.
    public let payload: JSONSlice?
    /// The job's class; an Active Job's own, not that of its wrapper.
    public let className: String?
    /// What the job's wrapper holds, if it is an Active Job.
    public let activeJob: ActiveJobEnvelope?
    /// The name of the error's class.
    public let exception: String?
    /// The message.
    public let error: String?
    /// One frame a string; empty when there is none.
    public let backtrace: [String]
    /// The id of the worker that ran the job.
    public let worker: String?
    /// Where the job came from.
    public let queue: String?
    /// When Ruby sent the job back to its queue: such an entry has been dealt with.
    public let retriedAt: String?

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
      failedAt = fields["failed_at"]?.string
      payload = fields["payload"]
      activeJob = fields["payload"].flatMap(ActiveJobEnvelope.recorded)
      className = activeJob?.className ?? fields["payload"]?["class"]?.string
      exception = fields["exception"]?.string
      error = fields["error"]?.string
      backtrace = fields["backtrace"]?.elements.compactMap(\.string) ?? []
      worker = fields["worker"]?.string
      queue = fields["queue"]?.string
      retriedAt = fields["retried_at"]?.string
    }
  }
}
