import LifeboatRedis

/// The keys that begin with a text, as far as they are found in a bounded time.
///
/// `SCAN` passes over the whole database a thousand keys at a time, so nobody waits for it; in one of many millions it ends
/// before it has seen all.
struct KeyScan: Sendable {
  /// What was found, sorted by bytes; those that are no UTF-8 are left out.
  let keys: [String]
  /// Whether there may be more.
  let isCut: Bool

  /// How long one scan may take.
  static let patience = Duration.seconds(3)
  /// How many keys are kept.
  static let most = 20_000
  private static let step = 1000

  /// Finds what begins with a text.
  init(beginningWith prefix: String, on connection: RedisConnection) async throws(InspectorError) {
    try await self.init(matching: Self.escaped(prefix) + "*", on: connection)
  }

  /// Finds what a pattern of Redis's matches.
  ///
  /// - Parameter type: what the keys hold, in `TYPE`'s word; `nil` for anything.
  init(matching pattern: String, type: String? = nil, on connection: RedisConnection) async throws(InspectorError) {
    let clock = ContinuousClock()
    let deadline = clock.now + Self.patience
    var found: Set<[UInt8]> = []
    var cursor = "0"
    repeat {
      var command = RedisCommand("SCAN", cursor, "MATCH", pattern, "COUNT", Self.step)
      if let type { command.append(each: ["TYPE", type]) }
      let reply = try await connection.read([command])[0].array ?? []
      cursor = reply.first?.string ?? "0"
      found.formUnion(reply.last?.strings ?? [])
    } while cursor != "0" && clock.now < deadline && found.count < Self.most
    isCut = cursor != "0"
    keys = found.sorted { $0.lexicographicallyPrecedes($1) }.map { String(decoding: $0, as: UTF8.self) }
      .filter { !$0.unicodeScalars.contains("\u{FFFD}") }
  }

  /// A text whose characters all stand for themselves in a pattern.
  static func escaped(_ text: String) -> String {
    String(text.flatMap { "*?[]\\".contains($0) ? ["\\", $0] : [$0] })
  }
}
