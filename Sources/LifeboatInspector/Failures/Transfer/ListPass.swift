import LifeboatFormat
import LifeboatRedis

/// Reads a list of failures from its oldest entry to the one that was its newest when the pass began.
///
/// Positions are counted from the oldest end, so that failures which are recorded meanwhile move nothing. What leaves below
/// moves the rest: a few entries are read twice, and where they are not what they were, the place is looked for.
struct ListPass: Sendable {
  private let place: FailurePlace
  private let connection: RedisConnection
  /// The position of the next entry.
  private var position: Int
  /// The position behind the last.
  private var end: Int
  /// The entries just before the next one.
  private var latest: [[UInt8]] = []
  /// How many entries are read at a time.
  private var chunk = 16

  private static let mostEntries = 500
  private static let mostBytes = 1 << 20
  /// How many entries are read twice.
  private static let overlap = 4
  /// How many entries are looked through at a time for the place.
  private static let window = 1_000

  /// A pass over the entries from a position on.
  init(_ place: FailurePlace, from position: Int = 0, to end: Int, on connection: RedisConnection) {
    self.place = place
    self.connection = connection
    self.position = position
    self.end = end
  }

  /// Goes on with an entry that lay about where the pass is now.
  mutating func seek(_ entry: [UInt8]) async throws(InspectorError) {
    latest = [entry]
    position = try await place(below: min(end, position + Self.window / 2)) - 1
    latest = []
  }

  /// The next entries, the oldest first; `nil` at the end.
  ///
  /// - Throws: ``InspectorError/setChanged(_:)`` when the list was emptied or renamed, besides ``InspectorError/redis(_:)``.
  mutating func next() async throws(InspectorError) -> [StoredFailure]? {
    while position < end {
      let start = position - latest.count
      let stop = min(position + chunk, end) - 1
      let found = try await connection.read([RedisCommand("LRANGE", place.key, start, stop)])[0].strings
      // One that Ruby marks as requeued stays where it is; what moved does so with all the others.
      guard latest.isEmpty || zip(latest, found).contains(where: { $0 == $1 }) else {
        let found = try await place(below: position)
        end -= position - found
        position = found
        continue
      }
      let entries = found.dropFirst(latest.count)
      guard !entries.isEmpty else { return nil }
      position += entries.count
      latest = Array(found.suffix(Self.overlap))
      fit(chunk: entries)
      return entries.map { StoredFailure(set: place.name, bytes: $0) }
    }
    return nil
  }

  /// Chooses how much to read next by how large entries are.
  private mutating func fit(chunk entries: ArraySlice<[UInt8]>) {
    let bytes = entries.reduce(0) { $0 + $1.count }
    let fitting = Self.mostBytes / max(1, bytes / entries.count)
    chunk = max(1, min(Self.mostEntries, fitting, 4 * chunk))
  }

  /// The position behind the latest entry that is still there; only that one counts as the latest then.
  private mutating func place(below position: Int) async throws(InspectorError) -> Int {
    var upper = position
    while upper > 0 {
      let lower = max(0, upper - Self.window)
      let entries = try await connection.read([RedisCommand("LRANGE", place.key, lower, upper - 1)])[0].strings
      for entry in latest.reversed() {
        guard let index = entries.lastIndex(of: entry) else { continue }
        latest = [entry]
        return lower + index + 1
      }
      upper = lower
    }
    throw .setChanged(place.name)
  }
}
