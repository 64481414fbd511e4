/// Reads a list of any length, window by window, from its back to its front.
///
/// From the back, because workers take from the front: places counted from the back stay what they are, so nothing that
/// lies there throughout is passed over. What is pushed meanwhile shifts them, and some elements may be met twice.
public struct ListWalk: Sendable {
  /// An element, and where it lay when it was read.
  public struct Element: Sendable {
    /// From 0 at the front.
    public let position: Int
    /// The element.
    public let bytes: [UInt8]
  }

  /// The list's key.
  public let key: String
  /// How many elements lie behind the next window.
  private var passed = 0
  /// How many to ask for next.
  private var count = 4
  private var isOver = false

  /// The most elements in a window.
  private static let mostElements = 500
  /// About how many bytes a window should have; a single element may have more.
  private static let wantedBytes = 1 << 20

  /// A walk that begins at the back.
  public init(key: String) {
    self.key = key
  }

  /// The next window, the back-most element first; `nil` when the front was reached.
  ///
  /// - Throws: ``RedisError``; of code `WRONGTYPE` when the key is no list.
  public mutating func next(on connection: RedisConnection) async throws(RedisError) -> [Element]? {
    guard !isOver else { return nil }
    let replies = try await connection.pipeline([
      RedisCommand("LLEN", key), RedisCommand("LRANGE", key, -(passed + count), -(passed + 1)),
    ])
    for case .error(let message) in replies {
      throw RedisError(reply: message, to: "LRANGE", server: "\(connection.url)")
    }
    let values = (replies[1].array ?? []).reversed()
    isOver = values.count < count
    let last = (replies[0].int ?? 0) - 1 - passed
    passed += values.count
    let window = values.enumerated().map { Element(position: max(0, last - $0), bytes: $1.bytes ?? []) }
    resize(after: window.reduce(0) { $0 + $1.bytes.count })
    return window
  }

  /// That many elements of the windows so far are no longer there.
  public mutating func remove(_ count: Int) {
    passed = max(0, passed - count)
  }

  /// The sizes are unknown until read, so the windows start small and grow.
  private mutating func resize(after bytes: Int) {
    let fitting = count * Self.wantedBytes / max(1, bytes)
    count = max(1, min(Self.mostElements, count * 2, fitting))
  }
}
