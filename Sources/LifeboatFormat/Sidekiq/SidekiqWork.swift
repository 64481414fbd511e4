/// The record of a job that a process is running: `{"queue":…,"payload":"…","run_at":…}`, under the slot's name in the
/// process's `:work`.
///
/// Source: Sidekiq, `lib/sidekiq/processor.rb`, `process`; `api.rb`, `WorkSet`.
public struct SidekiqWork: Sendable {
  /// Where the job came from.
  public let queue: String?
  /// The job's bytes.
  public let payload: [UInt8]?
  /// When it began.
  public let runAt: SidekiqTime?

  /// The record's bytes. The job stands in it as a string.
  ///
  /// Bytes that are no job at all would break the readers of Sidekiq 6.5 and older, and those that are not UTF-8 every
  /// one: such a job is shown as ``unreadable``. It isn't run anyway.
  ///
  /// - Parameters:
  ///   - runAt: when the job began, in seconds since 1970.
  ///   - mostBytes: a longer payload is shown without its arguments: with class and id, if those fit, and its size.
  public static func encode(payload: [UInt8], queue: String, runAt: Int, mostBytes: Int = .max) -> [UInt8] {
    let payload = payload.count > mostBytes ? brief(payload, mostBytes: mostBytes) : payload
    var writer = JSONWriter(capacity: payload.count * 5 / 4 + queue.utf8.count + 64)
    writer.beginObject()
    writer.key("queue")
    writer.string(queue)
    writer.key("payload")
    writer.string(isShownByRuby(payload) ? String(decoding: payload, as: UTF8.self) : unreadable)
    writer.key("run_at")
    writer.integer(runAt)
    writer.endObject()
    return writer.bytes
  }

  /// What stands for a job that can't be shown.
  public static let unreadable = #"{"class":"\#(RecordedPayload.unreadableClass)","args":[]}"#

  /// Reads a record that somebody wrote; a part that is missing or of another kind is nil.
  ///
  /// - Returns: nil when it is no JSON object.
  public init?(parsing bytes: [UInt8]) {
    guard let record = try? JSONSlice(parsing: bytes), record.kind == .object else { return nil }
    queue = record["queue"]?.string
    runAt = record["run_at"].flatMap(SidekiqTime.init(reading:))
    switch record["payload"]?.kind {
    // A string since 6.0.2, an object before.
    case .string: payload = record["payload"]?.string.map { Array($0.utf8) }
    case .object: payload = record["payload"].map { Array($0.bytes) }
    default: payload = nil
    }
  }

  /// A job of that class and id whose only argument says how large it is. An Active Job goes by its own class: its wrapper's
  /// arguments would be looked for.
  private static func brief(_ bytes: [UInt8], mostBytes: Int) -> [UInt8] {
    guard let payload = try? SidekiqPayload(bytes) else { return Array(unreadable.utf8) }
    var writer = JSONWriter(capacity: 200)
    writer.beginObject()
    writer.key("class")
    writer.string(payload.displayClass)
    writer.key("args")
    writer.beginArray()
    writer.string("\(bytes.count) bytes, not shown")
    writer.endArray()
    if let jid = payload.jid {
      writer.key("jid")
      writer.string(jid)
    }
    writer.endObject()
    return writer.bytes.count <= mostBytes ? writer.bytes : Array(unreadable.utf8)
  }

  private static func isShownByRuby(_ bytes: [UInt8]) -> Bool {
    guard let payload = try? Payload(bytes) else { return false }
    return payload.findings.isValidUTF8 && !payload.findings.hasLooseEscapes
  }
}
