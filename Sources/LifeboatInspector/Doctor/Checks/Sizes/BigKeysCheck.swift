import LifeboatFormat
import LifeboatRedis

/// What takes the most memory among queues, failures, delayed jobs and what operations keep.
struct BigKeysCheck: Check {
  let name = "big-keys"
  let group = CheckGroup.sizes
  let fine = "no key is remarkably large"

  /// Entries from which on a key is worth a note.
  private static let manyEntries = 100_000
  /// Bytes from which on it is worth a warning.
  private static let manyBytes = 1_000_000_000
  /// How many are shown.
  private static let shown = 5

  private struct Size {
    let key: String
    let count: Int
    let bytes: Int?
  }

  func findings(_ examination: Examination) async throws(InspectorError) -> [Finding] {
    let sizes = try await sizes(examination)
    return sizes.filter { $0.count >= Self.manyEntries || $0.bytes ?? 0 >= Self.manyBytes }.prefix(Self.shown).map {
      let size = $0.bytes.map { ", about \(Advice.bytes($0))" } ?? ""
      let sentence = "\(Printable.line($0.key, limit: 100)) has \($0.count) entries\(size)"
      let advice =
        "`lifeboat status` and `lifeboat op ls` say what it is; `lifeboat failed rm --archive FILE` makes room"
      let evidence: [Finding.Evidence] = [
        .text("key", $0.key), .number("entries", $0.count), .number("bytes", $0.bytes ?? 0),
      ]
      return Finding($0.bytes ?? 0 >= Self.manyBytes ? .warning : .note, sentence, advice: advice, evidence: evidence)
    }
  }

  /// The largest first.
  private func sizes(_ examination: Examination) async throws(InspectorError) -> [Size] {
    let dialect = examination.dialect
    var commands = try await examination.queues().filled.map { RedisCommand("LLEN", dialect.keys.queue($0.name)) }
    let parts = dialect.doctorParts
    commands += (parts.waitingSets + parts.failedSets).map { RedisCommand($0.kind == .list ? "LLEN" : "ZCARD", $0.key) }
    for key in try await examination.ownKeys().keys {
      switch dialect.ownKeys.meaning(of: key) {
      case .inflight: commands.append(RedisCommand("HLEN", key))
      case .journal: commands.append(RedisCommand("XLEN", key))
      // A list or a sorted set: one of the two answers.
      case .claimed: commands += [RedisCommand("LLEN", key), RedisCommand("ZCARD", key)]
      default: continue
      }
    }
    let counts = try await examination.connection.read(commands, showsWrongTypes: true)
    let largest = zip(commands, counts).compactMap { command, reply in
      reply.int.map { (key: String(decoding: command.argument(1), as: UTF8.self), count: $0) }
    }.sorted { $0.count > $1.count }.prefix(20)
    let bytes: [RedisValue]
    do {
      // Where that is forbidden the lengths are something.
      bytes = try await examination.connection.pipeline(largest.map { RedisCommand("MEMORY", "USAGE", $0.key) })
    } catch {
      throw .redis(error)
    }
    return zip(largest, bytes).map { Size(key: $0.key, count: $0.count, bytes: $1.int) }
      .sorted { ($0.bytes ?? 0, $0.count) > ($1.bytes ?? 0, $1.count) }
  }
}
