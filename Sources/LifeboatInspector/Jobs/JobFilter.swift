import LifeboatFormat

/// Which jobs to look for: those that meet every condition that is set.
public struct JobFilter: Sendable {
  /// The class.
  public var className: String?
  /// The queue that a job waits in, came from, or will go to.
  public var queue: String?
  /// A text that stands in the payload, as it is written there: escapes are not decoded.
  public var text: String?
  /// The id that a job's payload has, where it has one.
  public var jid: String?
  /// One job.
  public var job: WantedJob?

  /// Every job, until something is set.
  public init() {}

  /// Whether a job meets the conditions.
  public func picks(_ found: FoundJob) -> Bool {
    if let queue {
      guard let other = found.queue, other.utf8.elementsEqual(queue.utf8) else { return false }
    }
    if let className {
      guard case .success(let record) = found.record, record.className.utf8.elementsEqual(className.utf8) else {
        return false
      }
    }
    if let jid {
      guard let other = found.jid, other.utf8.elementsEqual(jid.utf8) else { return false }
    }
    if let text, !Self.contains(found.bytes, Array(text.utf8)) { return false }
    if let job, job.likeness(of: found.bytes, record: found.record) == nil { return false }
    return true
  }

  private static func contains(_ bytes: [UInt8], _ text: [UInt8]) -> Bool {
    guard let first = text.first else { return true }
    var rest = bytes[...]
    while let start = rest.firstIndex(of: first) {
      rest = rest[start...]
      if rest.starts(with: text) { return true }
      rest = rest.dropFirst()
    }
    return false
  }
}
