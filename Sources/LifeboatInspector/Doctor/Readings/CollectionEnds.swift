import LifeboatRedis

/// The first and the last elements of a list or a sorted set, fewer where they are large.
struct CollectionEnds: Sendable {
  /// How many elements there are in all; none where the key is of another type.
  let count: Int
  /// Those that were read, with how many lie before each.
  let elements: [(index: Int, bytes: [UInt8])]

  /// How many are read at each end.
  private static let most = 25
  /// About how many bytes are read.
  private static let mostBytes = 1 << 20

  init(of key: String, _ kind: FailurePlace.Kind, on connection: RedisConnection) async throws(InspectorError) {
    let (length, range) = kind == .list ? ("LLEN", "LRANGE") : ("ZCARD", "ZRANGE")
    let count = try await connection.read([RedisCommand(length, key)], showsWrongTypes: true)[0].int ?? 0
    self.count = count
    guard count > 0 else {
      elements = []
      return
    }
    let size: RedisValue
    // Where that is forbidden, elements are taken for usual ones.
    do { size = try await connection.pipeline([RedisCommand("MEMORY", "USAGE", key)])[0] } catch { throw .redis(error) }
    let each = max(1, (size.int ?? 0) / count)
    let wanted = max(1, min(Self.most, Self.mostBytes / (2 * each)))
    let head = min(wanted, count)
    let tail = min(wanted, count - head)
    var commands = [RedisCommand(range, key, 0, head - 1)]
    if tail > 0 { commands.append(RedisCommand(range, key, -tail, -1)) }
    let replies = try await connection.read(commands)
    let last = replies.dropFirst().first?.strings ?? []
    elements =
      replies[0].strings.enumerated().map { (index: $0.offset, bytes: $0.element) }
      + last.enumerated().map { (index: count - last.count + $0.offset, bytes: $0.element) }
  }
}
