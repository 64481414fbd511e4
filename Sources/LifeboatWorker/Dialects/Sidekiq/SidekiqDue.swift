import LifeboatFormat
import LifeboatRedis

/// What is due in Sidekiq's retry set and schedule: the front of each.
struct SidekiqDue {
  /// The most entries of a set that are read at once.
  static let mostEntries = 500
  /// The most bytes of a set that are read at once; one entry is read however long it is.
  static let mostBytes = 1_000_000

  /// When it was read, by Redis's clock.
  let time: SidekiqTime
  /// What is due in each set, oldest first.
  let entries: [[[UInt8]]]
  /// What Redis said of a set that is none.
  let refusal: String?

  /// Reads the front of each set.
  ///
  /// - Parameters:
  ///   - keys: the sets.
  ///   - passed: how many due entries of each to pass over.
  init(_ keys: [String], past passed: [Int], on session: RedisSession) throws(RedisError) {
    var command = try session.command(for: .sidekiqDue, keyCount: keys.count)
    command.append(each: keys)
    command.append(Self.mostEntries)
    command.append(Self.mostBytes)
    for count in passed { command.append(count) }
    let reply = try session.pipeline([command])[0]
    guard let values = reply.array, values.count == 2 + 2 * keys.count, let second = values[0].int,
      let microsecond = values[1].int
    else { throw .notAResult(of: "due", reply, server: session.url) }
    time = SidekiqTime(seconds: second, nanoseconds: microsecond * 1000)
    var entries: [[[UInt8]]] = []
    var refusal: String?
    for (found, trouble) in values.dropFirst(2).pairs() {
      guard let found = found.array else { throw .notAResult(of: "due", reply, server: session.url) }
      entries.append(found.compactMap(\.bytes))
      if let trouble = trouble.string, !trouble.isEmpty { refusal = refusal ?? trouble }
    }
    self.entries = entries
    self.refusal = refusal
  }
}
