/// The record of the job that a worker is running: `{"queue":…,"run_at":…,"payload":…}`.
///
/// Source: Resque, `lib/resque/worker.rb`, `working_on`.
public enum ResqueWorking {
  /// The record's bytes.
  ///
  /// - Parameters:
  ///   - payload: the job's bytes, whatever they are; see ``RecordedPayload``.
  ///   - runAt: when the job began, in seconds since 1970.
  public static func encode(payload: [UInt8], queue: String, runAt: Int) -> [UInt8] {
    var writer = JSONWriter(capacity: payload.count + queue.utf8.count + 64)
    writer.beginObject()
    writer.key("queue")
    writer.string(queue)
    writer.key("run_at")
    writer.string(Timestamp.iso8601Z(runAt))
    writer.key("payload")
    writer.raw(RecordedPayload.embed(payload))
    writer.endObject()
    return writer.bytes
  }

  /// What can be read of a record.
  public enum Reading: Sendable {
    /// A job, its bytes as they stand in the record.
    case job(queue: String, payload: [UInt8], className: String?)
    /// An empty object or `null`, which Ruby takes for a worker that is idle.
    case nothing
    /// Anything else; Ruby raises on it.
    case unreadable
  }

  /// Reads a record that somebody wrote.
  public static func read(_ bytes: [UInt8]) -> Reading {
    guard let record = try? JSONSlice(parsing: bytes) else { return .unreadable }
    var members = record.members
    if record.isNull || (record.kind == .object && members.next() == nil) { return .nothing }
    guard let queue = record["queue"]?.string, let payload = record["payload"],
      let job = RecordedPayload.original(of: payload)
    else { return .unreadable }
    return .job(queue: queue, payload: job, className: payload["class"]?.string)
  }
}
