import LifeboatFormat
import LifeboatRedis

/// Whether Redis found our scripts slow: while one runs, nobody else is served.
struct ScriptsCheck: Check {
  let name = "scripts"
  let group = CheckGroup.redis
  let fine = "none of Lifeboat's scripts is in Redis's log of slow commands"

  /// How many of the log's latest entries are looked at.
  private static let entries = 64

  func findings(_ examination: Examination) async throws(InspectorError) -> [Finding] {
    let log = try await examination.connection.read([RedisCommand("SLOWLOG", "GET", Self.entries)])[0].array ?? []
    let prefix = Array(examination.dialect.ownKeys.prefix.utf8)
    let slow = log.compactMap { entry -> Int? in
      guard let fields = entry.array, fields.count > 3, let words = fields[3].array,
        words.first?.string?.uppercased().hasPrefix("EVAL") == true,
        words.contains(where: { $0.bytes?.starts(with: prefix) ?? false })
      else { return nil }
      return fields[2].int
    }
    guard let slowest = slow.max() else { return [] }
    return [
      .note(
        "\(slow.count) of the last \(log.count) slow commands are scripts of Lifeboat's, the slowest took"
          + " \(slowest / 1000) ms",
        advice: "see `redis-cli slowlog get`: very large jobs are the usual reason, or a machine that is busy",
        .number("scripts", slow.count), .number("slowest_us", slowest))
    ]
  }
}
