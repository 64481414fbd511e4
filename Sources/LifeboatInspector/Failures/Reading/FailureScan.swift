import LifeboatFormat
import LifeboatRedis

/// Reads sets of failures of any size a chunk at a time, each set from its newest entry to its oldest.
///
/// What arrives behind the place where it began is not met; what leaves meanwhile moves nothing.
public struct FailureScan: Sendable {
  private let connection: RedisConnection
  private var places: [FailurePlace]
  private var walk: Walk?

  private enum Walk: Sendable {
    case list(FailurePlace, unread: Int)
    case sortedSet(FailurePlace, SortedSetWalk)
  }

  /// The most entries of a list that are read at a time.
  static let chunk = 500

  /// A pass over these sets, one after the other.
  public init(_ places: [FailurePlace], on connection: RedisConnection) {
    self.connection = connection
    self.places = places.reversed()
  }

  /// The next entries, the newest first; `nil` at the end.
  ///
  /// - Throws: ``InspectorError/redis(_:)``.
  public mutating func next() async throws(InspectorError) -> [StoredFailure]? {
    while true {
      switch walk {
      case .list(let place, let unread) where unread > 0:
        let start = max(0, unread - Self.chunk)
        let reply = try await connection.read([RedisCommand("LRANGE", place.key, start, unread - 1)])[0]
        walk = .list(place, unread: start)
        return reply.strings.reversed().map { StoredFailure(set: place.name, bytes: $0) }
      case .sortedSet(let place, var rest):
        let elements = try await rest.next(on: connection)
        walk = elements == nil ? nil : .sortedSet(place, rest)
        if let elements {
          return elements.map { StoredFailure(set: place.name, bytes: $0.member, score: $0.scoreText) }
        }
      case .list, nil:
        guard let place = places.popLast() else { return nil }
        switch place.kind {
        case .sortedSet: walk = .sortedSet(place, SortedSetWalk(key: place.key))
        case .list:
          let length = try await connection.read([RedisCommand("LLEN", place.key)])[0].int ?? 0
          walk = .list(place, unread: length)
        }
      }
    }
  }
}
