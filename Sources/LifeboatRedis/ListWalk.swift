/// Reads a queue's list of any length, window by window, from its back to its front.
///
/// From the back, because workers take from the front: places counted from the back stay what they are, so nothing that
/// lies there throughout is passed over. What is pushed meanwhile shifts them, and some elements may be met twice.
public struct ListWalk: Sendable {
  /// An element, and where it lay when it was read.
  public struct Element: Sendable {
    /// From 0 at the front.
    public let position: Int
    /// From 0 at the back.
    public let fromBack: Int
    /// The element.
    public let bytes: [UInt8]
  }

  /// The list's key.
  public let key: String
  /// Where the front is.
  private let frontIsTail: Bool
  /// How many elements lie behind the next window.
  private var passed = 0
  private var isOver = false

  /// The most elements in a window.
  private static let mostElements = 500
  /// A window ends when it has about so many bytes; a single element may have more.
  private static let mostBytes = 1 << 20

  /// A walk that begins at the back.
  ///
  /// - Parameter frontIsTail: whether the front, from which jobs are taken, is the list's tail; else it is its head.
  public init(key: String, frontIsTail: Bool) {
    self.key = key
    self.frontIsTail = frontIsTail
  }

  /// The next window, the back-most element first; `nil` when the front was reached.
  ///
  /// - Throws: ``RedisError``; of code `WRONGTYPE` when the key is no list.
  public mutating func next(on connection: RedisConnection) async throws(RedisError) -> [Element]? {
    guard !isOver else { return nil }
    let reply = try await connection.run(
      .window, keys: [key], arguments: [passed, Self.mostElements, Self.mostBytes, frontIsTail ? "LEFT" : "RIGHT"])
    let values = reply.array ?? []
    let length = values.first?.int ?? 0
    let last = length - 1 - passed
    let window = values.dropFirst().enumerated().map { offset, value in
      Element(position: last - offset, fromBack: passed + offset, bytes: value.bytes ?? [])
    }
    passed += window.count
    isOver = window.isEmpty || passed >= length
    return window
  }

  /// That many elements of the windows so far are no longer there.
  public mutating func remove(_ count: Int) {
    passed = max(0, passed - count)
  }
}

extension RedisScript {
  /// Reads a list's next elements from its back.
  ///
  /// KEYS: 1. the list. ARGV: 1. how many elements at the back to pass over · 2. most elements · 3. about how many bytes
  /// · 4. the end that is the back, `LEFT` or `RIGHT`.
  ///
  /// Result: the list's length, then the elements, the back-most first. It changes nothing, whatever dies when.
  fileprivate static let window = RedisScript(
    name: "window",
    writes: false,
    source: """
      local reply = {redis.call('LLEN', KEYS[1])}
      local passed, most, bytes = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
      -- The sizes are unknown until read, so the reads start small and grow.
      local step = 1
      while most > 0 and bytes > 0 do
        local count = math.min(step, most)
        local part
        if ARGV[4] == 'LEFT' then
          part = redis.call('LRANGE', KEYS[1], passed, passed + count - 1)
        else
          part = redis.call('LRANGE', KEYS[1], -(passed + count), -(passed + 1))
        end
        for i = 1, #part do
          local element = part[ARGV[4] == 'LEFT' and i or #part - i + 1]
          reply[#reply + 1] = element
          bytes = bytes - #element
        end
        if #part < count then break end
        passed, most, step = passed + count, most - count, math.min(step * 2, 16)
      end
      return reply
      """)
}
