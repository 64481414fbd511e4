import LifeboatFormat
import LifeboatRedis

/// Walks one list of failures, which has its newest entry at its tail.
///
/// Positions are counted from the oldest end, so that failures which are recorded meanwhile move nothing.
struct ListCursor<Element>: FailureCursor {
  private let key: String
  private let connection: RedisConnection
  private let read: ([UInt8]) -> Element
  private let time: (Element) -> Double?
  /// How many entries have not been read.
  private var unread: Int
  /// Read and not yet taken; the next one last.
  private var buffer: [Element] = []
  /// The time of the last one that somebody asked for.
  private var latest = Double.infinity
  private let chunk: Int

  /// The most entries that are read at a time.
  static var most: Int { 500 }

  /// - Parameters:
  ///   - count: how many entries there are to walk, from the oldest.
  ///   - chunk: how many to read at a time.
  ///   - read: what an entry's bytes stand for.
  ///   - time: when an entry was recorded, in seconds since 1970; `nil` when nobody can say.
  init(
    key: String, count: Int, chunk: Int = most, connection: RedisConnection, read: @escaping ([UInt8]) -> Element,
    time: @escaping (Element) -> Double?
  ) {
    self.key = key
    unread = count
    self.chunk = chunk
    self.connection = connection
    self.read = read
    self.time = time
  }

  /// The time of the next entry, in seconds since 1970; `nil` at the end.
  ///
  /// One that cannot be read, or is later than the one above it (a clock that was wrong), counts as the one above it: a
  /// list keeps its own order.
  mutating func nextTime() async throws(InspectorError) -> Double? {
    try await fill()
    guard let next = buffer.last else { return nil }
    latest = min(latest, time(next) ?? latest)
    return latest
  }

  mutating func next() async throws(InspectorError) -> Element? {
    try await fill()
    return buffer.popLast()
  }

  private mutating func fill() async throws(InspectorError) {
    guard buffer.isEmpty, unread > 0 else { return }
    let start = max(0, unread - chunk)
    let reply = try await connection.read([RedisCommand("LRANGE", key, start, unread - 1)])[0]
    unread = start
    buffer = reply.strings.map(read)
  }
}
