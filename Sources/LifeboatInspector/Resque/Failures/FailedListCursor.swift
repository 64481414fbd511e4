import LifeboatFormat
import LifeboatRedis

/// Walks one failed list from its newest entry to its oldest, a chunk at a time.
///
/// Positions are counted from the oldest end, so that failures which are recorded meanwhile move nothing.
struct FailedListCursor: FailureCursor {
  private let list: String
  private let key: String
  private let connection: RedisConnection
  /// How many entries have not been read.
  private var unread: Int
  /// Read and not yet taken; the next one last.
  private var buffer: [FailedEntry] = []
  /// The time of the next one, once somebody asked for it.
  private var time: Int?
  /// The time of the last one that somebody asked for.
  private var latest = Int.max

  private let chunk: Int

  /// The most entries that are read at a time.
  static let most = 500

  /// - Parameters:
  ///   - count: how many entries there are to walk, from the oldest.
  ///   - chunk: how many to read at a time.
  init(list: String, key: String, count: Int, chunk: Int = most, connection: RedisConnection) {
    self.list = list
    self.key = key
    unread = count
    self.chunk = chunk
    self.connection = connection
  }

  /// The time of the next entry, in seconds since 1970; `nil` at the end.
  ///
  /// One that cannot be read, or is later than the one above it (a clock that was wrong), counts as the one above it: a
  /// list keeps its own order.
  mutating func nextTime() async throws(InspectorError) -> Double? {
    if let time { return Double(time) }
    try await fill()
    guard let next = buffer.last else { return nil }
    latest = min(latest, next.entry.failedAtSeconds ?? latest)
    time = latest
    return Double(latest)
  }

  /// Takes the next entry; `nil` at the end.
  mutating func next() async throws(InspectorError) -> FailedEntry? {
    try await fill()
    time = nil
    return buffer.popLast()
  }

  private mutating func fill() async throws(InspectorError) {
    guard buffer.isEmpty, unread > 0 else { return }
    let start = max(0, unread - chunk)
    let reply = try await connection.read([RedisCommand("LRANGE", key, start, unread - 1)])[0]
    unread = start
    buffer = (reply.array ?? []).compactMap { $0.bytes.map { FailedEntry(bytes: $0, list: list) } }
  }
}
