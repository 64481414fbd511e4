import LifeboatRedis

/// Reads sets of failures a chunk at a time, each set from its newest entry to its oldest.
struct FailurePages: Sendable {
  private let connection: RedisConnection
  /// Those that were not begun yet, the next one last.
  private var places: [FailurePlace]
  private var walk: Walk?
  private var chunk = Self.smallest

  private enum Walk: Sendable {
    case list(FailurePlace, unread: Int)
    case sortedSet(FailurePlace, SortedSetWalk)
  }

  // Entries may have backtraces of 100 kB, so it begins carefully.
  private static let smallest = 50
  private static let largest = 2_000
  /// How many bytes a chunk should have. Redis walks through half of a list to reach its middle, so chunks are large; and it
  /// takes a few milliseconds to write one.
  private static let size = 2_000_000

  init(_ places: [FailurePlace], on connection: RedisConnection) {
    self.connection = connection
    self.places = places.reversed()
  }

  /// The next entries, the newest first; `nil` at the end.
  mutating func next() async throws(InspectorError) -> [StoredFailure]? {
    while true {
      let read = try await readOn()
      if let read {
        adapt(to: read)
        return read
      }
      guard let place = places.last else { return nil }
      walk = try await start(place)
      places.removeLast()
    }
  }

  /// What comes next in the set that was begun; `nil` when that is over.
  private mutating func readOn() async throws(InspectorError) -> [StoredFailure]? {
    switch walk {
    case .list(let place, let unread) where unread > 0:
      let start = max(0, unread - chunk)
      let reply = try await connection.read([RedisCommand("LRANGE", place.key, start, unread - 1)])[0]
      walk = .list(place, unread: start)
      return reply.strings.reversed().map { StoredFailure(set: place.name, bytes: $0) }
    case .sortedSet(let place, var rest):
      let elements = try await rest.next(chunk, on: connection)
      walk = .sortedSet(place, rest)
      return elements?.map { StoredFailure(set: place.name, bytes: $0.member, score: $0.scoreText) }
    case .list, nil:
      return nil
    }
  }

  private func start(_ place: FailurePlace) async throws(InspectorError) -> Walk {
    switch place.kind {
    case .sortedSet: return .sortedSet(place, SortedSetWalk(key: place.key))
    case .list:
      return .list(place, unread: try await connection.read([RedisCommand("LLEN", place.key)])[0].int ?? 0)
    }
  }

  /// Large entries come in small chunks, so that memory does not depend on them.
  private mutating func adapt(to read: [StoredFailure]) {
    guard !read.isEmpty else { return }
    let average = max(1, read.reduce(0) { $0 + $1.bytes.count } / read.count)
    chunk = min(max(Self.size / average, 1), Self.largest, 4 * chunk)
  }
}
