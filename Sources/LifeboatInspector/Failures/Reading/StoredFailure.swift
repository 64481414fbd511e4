/// An entry as it lies in a set of failures; nobody has looked into it yet.
public struct StoredFailure: Sendable, Equatable {
  /// The name of its set, see ``FailurePlace/name``.
  public let set: String
  /// The list's element or the sorted set's member, exactly.
  public let bytes: [UInt8]
  /// A sorted set's score, in Redis's own spelling, which reads back as the same number; `nil` in a list.
  public let score: String?

  /// An entry.
  public init(set: String, bytes: [UInt8], score: String? = nil) {
    self.set = set
    self.bytes = bytes
    self.score = score
  }

  /// What it is called.
  public var id: FailureID { FailureID(entry: bytes, list: set) }
}
