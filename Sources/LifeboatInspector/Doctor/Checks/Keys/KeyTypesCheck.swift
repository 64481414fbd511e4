import LifeboatFormat
import LifeboatRedis

/// Keys that hold another type of value than the format says: whoever uses them fails.
struct KeyTypesCheck: Check {
  let name = "key-types"
  let group = CheckGroup.keys
  let fine = "every key holds what the format says"

  func findings(_ examination: Examination) async throws(InspectorError) -> [Finding] {
    let dialect = examination.dialect
    var expected = dialect.doctorParts.singles + dialect.ownKeys.singles
    expected += try await examination.ownKeys().keys.compactMap { key in
      dialect.ownKeys.meaning(of: key)?.type.map { (key, $0) }
    }
    // Where the set of queues is broken itself, that is found above all.
    let names = (try? await examination.queues())?.queues.map(\.name) ?? []
    expected += names.map { (dialect.keys.queue($0), KeyType.list) }
    let commands = expected.map { RedisCommand("TYPE", $0.key) }
    let types = try await examination.connection.read(commands)
    var seen: Set<String> = []
    return zip(expected, types).compactMap { expected, reply in
      guard let type = reply.string, type != "none", type != expected.type.rawValue, seen.insert(expected.key).inserted
      else { return nil }
      let key = Printable.line(expected.key, limit: 100)
      return .problem(
        "\(key) is a \(type), where a \(expected.type.rawValue) is expected: whoever uses it fails",
        advice:
          "see what it holds (`redis-cli --raw type \(Advice.word(expected.key))`), find who writes it, and rename it away",
        .text("key", expected.key), .text("type", type), .text("expected", expected.type.rawValue))
    }
  }
}
