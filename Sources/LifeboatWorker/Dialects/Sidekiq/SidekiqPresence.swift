import LifeboatFormat
import LifeboatRedis

/// How a worker shows itself to Sidekiq's tools: as one process with a thread for each slot.
struct SidekiqPresence: Presence {
  private let dialect: SidekiqDialect
  private let surroundings: PresenceSurroundings

  /// For how many seconds a record is kept that nobody renews.
  static let expiry = 60

  init(dialect: SidekiqDialect, surroundings: PresenceSurroundings) {
    self.dialect = dialect
    self.surroundings = surroundings
  }

  func names() -> [String] { [] }

  func registration(of names: [String], on session: RedisSession) throws(RedisError) -> ScriptPart {
    ScriptPart(keys: [dialect.keys.processes, dialect.keys.process("")])
  }

  mutating func begin(_ incarnation: Incarnation) {}

  mutating func beat(as incarnation: Incarnation, on session: RedisSession) throws(RedisError) -> ScriptPart {
    let keys = dialect.keys
    return ScriptPart(
      keys: [keys.processes, keys.process(""), keys.work(""), keys.workers(""), keys.signals("")],
      arguments: ["", "0", "0"])
  }

  mutating func confirm(heard: RedisValue, after time: Duration) -> Order? { nil }

  mutating func restore() {}

  mutating func report(on session: RedisSession) throws(RedisError) {}
}
