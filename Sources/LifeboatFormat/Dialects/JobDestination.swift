/// Where a new job's bytes go.
public enum JobDestination: Sendable, Hashable {
  /// The back of its queue.
  case queue
  /// A sorted set of payloads, with the job's score in it.
  case sortedSet(key: String, score: String)
}
