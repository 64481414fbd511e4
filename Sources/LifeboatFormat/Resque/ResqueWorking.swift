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
}
