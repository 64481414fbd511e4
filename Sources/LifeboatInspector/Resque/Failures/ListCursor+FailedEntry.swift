import LifeboatFormat
import LifeboatRedis

extension ListCursor<FailedEntry> {
  /// A walk over one of Resque's failed lists.
  init(list: String, key: String, count: Int, chunk: Int = most, connection: RedisConnection) {
    self.init(key: key, count: count, chunk: chunk, connection: connection) {
      FailedEntry(bytes: $0, list: list)
    } time: {
      $0.entry.failedAtSeconds.map(Double.init)
    }
  }
}
