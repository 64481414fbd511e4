/// What Redis can hold under a key. The raw values are what `TYPE` answers.
public enum KeyType: String, Sendable {
  case string, list, set, hash, stream
  /// A sorted set.
  case sortedSet = "zset"
}
