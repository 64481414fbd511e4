import Crypto
import LifeboatFormat

/// What operations did to one failed job before, as far as their journals are still there.
public struct JobHistory: Sendable {
  /// One thing that an operation did.
  public struct Event: Sendable {
    /// The operation's id.
    public let operation: String
    /// What the person who started it wrote about it.
    public let note: String?
    /// What became of the job.
    public let record: JournalRecord

    /// When, in seconds since 1970 by Redis's clock.
    public var seconds: Int? { Int(record.position.prefix { $0 != "-" }).map { $0 / 1_000 } }
  }

  /// What was done, the latest first.
  public private(set) var events: [Event] = []
  /// The operations whose journals are longer than what is read of them.
  public private(set) var cut: [String] = []

  /// How many of a journal's latest records are looked at.
  static let mostRecords = 100_000
  private static let chunk = 500

  /// Looks through the journals of every operation that is not forgotten.
  ///
  /// A job is known by its entry's id; in Resque's format also by its bytes, which are the same each time; in Sidekiq's,
  /// where every way back changes them, by its jid.
  ///
  /// - Throws: ``InspectorError/unreadableOperation(_:field:)``, besides ``InspectorError/redis(_:)``.
  public init(of failure: Failure, in operations: Operations) async throws(InspectorError) {
    let wanted = WantedRecord(failure)
    for operation in try await operations.list() {
      var before: String?
      var count = 0
      while count < Self.mostRecords {
        let records = try await operations.journal(operation.id, before: before, limit: Self.chunk)
        for record in records where wanted.isMet(by: record) {
          events.append(Event(operation: operation.id, note: operation.note, record: record))
        }
        before = records.last?.position
        count += records.count
        if records.count < Self.chunk { break }
      }
      if count >= Self.mostRecords { cut.append(operation.id) }
    }
    events.sort { ($0.seconds ?? 0) > ($1.seconds ?? 0) }
  }
}

/// By what a journal's records of one job are known.
private struct WantedRecord {
  private let id: FailureID
  private let digest: [UInt8]?
  private let jid: String?

  init(_ failure: Failure) {
    id = failure.id
    jid = failure.retries?.jid.flatMap { $0.isEmpty ? nil : $0 }
    // Jobs with an id of their own never go back with the same bytes.
    digest = failure.retries == nil ? failure.job.map { Array(SHA256.hash(data: $0).prefix(16)) } : nil
  }

  func isMet(by record: JournalRecord) -> Bool {
    if record.id == id { return true }
    if let digest, record.digest == digest { return true }
    guard let jid, let entry = record.entry else { return false }
    // Few entries have its digits; only those are parsed.
    guard entry.contains(jid) else { return false }
    let job = DeadEntry(StoredFailure(set: record.set, bytes: entry)).job
    return (try? Payload(job))?.slice(of: "jid")?.string == jid
  }
}

extension [UInt8] {
  /// Whether a text occurs anywhere.
  fileprivate func contains(_ text: String) -> Bool {
    let wanted = Array(text.utf8)
    guard let first = wanted.first else { return true }
    var start = startIndex
    while let index = self[start...].firstIndex(of: first) {
      if self[index...].starts(with: wanted) { return true }
      start = index + 1
    }
    return false
  }
}
