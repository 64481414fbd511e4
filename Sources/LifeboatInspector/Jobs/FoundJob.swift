import LifeboatFormat

/// A job, and where it is.
public struct FoundJob: Sendable {
  /// Where it is.
  public let place: JobPlace
  /// The queue that it waits in, came from, or will go to; `nil` when nothing says so.
  public let queue: String?
  /// The job's bytes as they lie there. A Ruby worker writes the job that it runs anew, so they may differ from those
  /// that were enqueued; for an entry that does not hold its job they are the entry's.
  public let bytes: [UInt8]
  /// What was read from them, or why nothing could be.
  public let record: Result<JobRecord, MalformedPayload>

  /// The id that its payload has; `nil` for none.
  public var jid: String? { (try? Payload(bytes))?.slice(of: "jid")?.string }

  init(place: JobPlace, queue: String?, bytes: [UInt8], dialect: any Dialect) {
    self.place = place
    self.queue = queue
    self.bytes = bytes
    do { record = .success(try dialect.read(bytes)) } catch { record = .failure(error) }
  }
}
