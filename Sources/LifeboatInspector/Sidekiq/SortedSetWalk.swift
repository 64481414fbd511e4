import LifeboatFormat
import LifeboatRedis

/// Reads a sorted set of any size from its highest score to its lowest, a chunk at a time.
///
/// By scores, not by ranks: whatever leaves the set meanwhile moves nothing, and what comes above the place that was reached
/// is not met. Among equal scores some ranks cannot be helped: where hundreds of one score leave while just these are read,
/// some of the others may be passed over.
struct SortedSetWalk: Sendable {
  /// A member and its score.
  struct Element: Sendable {
    let member: [UInt8]
    /// As Redis holds it; infinite and NaN too.
    let score: Double
    /// The same in Redis's own spelling.
    let scoreText: String
  }

  let key: String
  /// The lowest score that was met, in Redis's own spelling.
  private var bound = "+inf"
  /// The members of that score that were met.
  private var met: Set<[UInt8]> = []
  private var isOver = false

  /// Members may have backtraces of 100 kB.
  static let chunk = 100
  /// How many members of one score may leave between two reads without another being passed over.
  private static let overlap = 500

  /// - Parameter score: where it begins, in Redis's own spelling.
  init(key: String, from score: String = "+inf") {
    self.key = key
    bound = score
  }

  /// Whether the next elements can be read while others of those that were met are being taken out of the set.
  var canReadAhead: Bool { met.count <= Self.overlap }

  /// Says that an element which was met has left the set by the reader's own doing, so that it takes no place there.
  mutating func passOver(_ element: Element) {
    met.remove(element.member)
  }

  /// The next elements, the highest score first; `nil` at the end.
  ///
  /// - Parameter chunk: how many to read, about.
  mutating func next(_ chunk: Int = chunk, on connection: RedisConnection) async throws(InspectorError) -> [Element]? {
    guard !isOver else { return nil }
    let offset = max(0, met.count - Self.overlap)
    let asked = met.count - offset + chunk
    let command = RedisCommand(
      "ZRANGE", key, bound, "-inf", "BYSCORE", "REV", "LIMIT", offset, asked, "WITHSCORES")
    let values = try await connection.read([command])[0].array ?? []
    isOver = values.count < 2 * asked
    var elements: [Element] = []
    elements.reserveCapacity(values.count / 2)
    for (member, score) in values.pairs() {
      guard let bytes = member.bytes, let text = score.string, let number = Double(text) else { continue }
      // Only of the score where the last read ended some may come again.
      if text == bound, met.contains(bytes) { continue }
      elements.append(Element(member: bytes, score: number, scoreText: text))
    }
    note(elements)
    return elements
  }

  /// Keeps what could come again with the next read.
  private mutating func note(_ elements: [Element]) {
    guard let last = elements.last else { return }
    if last.scoreText != bound {
      bound = last.scoreText
      met = []
    }
    for element in elements.reversed() {
      guard element.scoreText == bound else { return }
      met.insert(element.member)
    }
  }
}
