/// What became of one entry of an operation, in its journal: a stream whose ids say when.
public struct JournalRecord: Sendable, Equatable {
  /// The stream's id: milliseconds since 1970, and a number that tells apart what happened in the same one.
  public let position: String
  /// What happened.
  public let event: Event
  /// The name of the set that the entry was in.
  public let set: String
  /// The entry's id in that set.
  public let id: FailureID
  /// The entry's bytes; `nil` where they are somewhere else again.
  public var entry: [UInt8]?
  /// A sorted set's score.
  public var score: String?
  /// The queue that its job went to.
  public var queue: String?
  /// The first 16 bytes of the SHA-256 of the bytes that went there, by which an undo finds them.
  public var digest: [UInt8]?
  /// When the job may run, in seconds since 1970; `nil` for at once.
  public var dueAt: Int?
  /// Why it was refused.
  public var reason: String?

  /// What can happen to an entry.
  public enum Event: String, Sendable {
    /// Its job went back to work.
    case sent
    /// It was rewritten and is among the failures again.
    case rewritten
    /// It went, into the archive or for good.
    case removed
    /// It was meant and cannot be dealt with.
    case refused
    /// Somebody else took it before it could be dealt with.
    case gone
    /// Its job was taken back out of the queue, and it is where it was.
    case undone
  }
}
