/// One of the two ends of a list in Redis. The raw values are Redis's own words.
public enum ListEnd: String, Sendable {
  /// The left end, of index 0.
  case head = "LEFT"
  /// The right end, of index -1.
  case tail = "RIGHT"

  /// The other end.
  public var opposite: ListEnd { self == .head ? .tail : .head }

  /// The command that adds elements at this end.
  public var push: String { self == .head ? "LPUSH" : "RPUSH" }
}
