/// The other record of a failure, where an app keeps each in two lists.
public struct FailureTwin: Sendable, Equatable {
  /// The name of its list.
  public let list: String
  /// The list's key.
  public let key: String
  /// Its bytes, which may differ from the failure's in the times.
  public let bytes: [UInt8]
  /// When Ruby sent the job back and marked this record; `nil` when it did not.
  public let retriedAt: String?
}
