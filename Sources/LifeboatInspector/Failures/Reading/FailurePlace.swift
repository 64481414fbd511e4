/// One set of an app's failures, and where it is in Redis.
public struct FailurePlace: Sendable, Hashable {
  /// What its key holds.
  public enum Kind: String, Sendable {
    /// A list, its newest entry at its tail.
    case list
    /// A sorted set, by time.
    case sortedSet = "sorted-set"
  }

  /// Its name, such as `failed`, `mail_failed`, `dead`, `retry` or `overflow`.
  public let name: String
  /// Its key.
  public let key: String
  /// What the key holds.
  public let kind: Kind

  /// A place; nothing is read.
  public init(name: String, key: String, kind: Kind) {
    self.name = name
    self.key = key
    self.kind = kind
  }
}
