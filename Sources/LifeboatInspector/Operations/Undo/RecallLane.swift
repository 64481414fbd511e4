import LifeboatFormat
import LifeboatRedis

/// One place where an operation has sent jobs: finds those that are still there, the latest first.
struct RecallLane: Sendable {
  /// What the place is.
  enum Kind: Sendable, Equatable {
    /// A queue's list.
    case queue
    /// A list of jobs that wait for this second.
    case bucket(Int)
    /// A sorted set of jobs by the second for which they wait.
    case schedule
  }

  /// A job that was found.
  struct Match: Sendable {
    let job: [UInt8]
    let position: RecallPosition
    /// Where it lay from the back of a list, with all that was taken from behind it before.
    fileprivate let place: Int
  }

  let key: String
  let kind: Kind
  private var index: RecallIndex
  private var walk: ListWalk
  /// How many members of the schedule were passed over.
  private var passed = 0
  /// How many were taken out of the place.
  private var removed = 0
  /// Found and not yet taken out; the next one last.
  private var matches: [Match] = []
  private var isAtEnd = false

  /// - Parameter index: what to look for; sorted.
  init(_ kind: Kind, key: String, frontIsTail: Bool, index: RecallIndex) {
    self.kind = kind
    self.key = key
    self.index = index
    walk = ListWalk(key: key, frontIsTail: frontIsTail)
  }

  /// Whether nothing more can be found.
  var isOver: Bool { matches.isEmpty && (isAtEnd || index.count == 0) }

  /// The next job that was found; `nil` when ``fill(on:)`` has to look for more, or when it is over.
  var next: Match? { matches.last }

  /// Where the next job lies from the back, as far as is known.
  mutating func takeNext() -> (match: Match, fromBack: Int)? {
    matches.popLast().map { ($0, $0.place - removed) }
  }

  /// Says that so many of those taken were taken out of the place.
  mutating func remove(_ count: Int) {
    removed += count
    walk.remove(count)
    passed -= count
  }

  /// Looks for more until something is found, or nothing more can be.
  mutating func fill(on connection: RedisConnection) async throws(InspectorError) {
    while matches.isEmpty, !isOver {
      // What is not found by then was picked up.
      guard let window = try await read(on: connection) else {
        isAtEnd = true
        return
      }
      for (place, job) in window {
        guard let position = index.take(EntryDealing.digest(job)) else { continue }
        matches.append(Match(job: job, position: position, place: place + removed))
      }
      matches.reverse()
    }
  }

  private mutating func read(
    on connection: RedisConnection
  ) async throws(InspectorError) -> [(place: Int, job: [UInt8])]? {
    if kind == .schedule {
      let command = RedisCommand(
        "ZRANGE", key, passed, passed + OperationHold.mostInStep - 1)
      let members = try await connection.read([command])[0].strings
      passed += members.count
      return members.isEmpty ? nil : members.map { (0, $0) }
    }
    do {
      return try await walk.next(on: connection)?.map { ($0.fromBack, $0.bytes) }
    } catch {
      // A key that is no list holds no job.
      if error.code == "WRONGTYPE" { return nil }
      throw .redis(error)
    }
  }
}
