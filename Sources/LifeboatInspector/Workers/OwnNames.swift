import LifeboatFormat
import LifeboatRedis

/// The names under which Ruby's tools see the incarnations that are there.
struct OwnNames {
  /// By bytes: names that look the same may be two.
  let names: Set<[UInt8]>

  init(dialect: any Dialect, on connection: RedisConnection) async throws(InspectorError) {
    let own = dialect.ownKeys
    let incarnations = try await connection.read([RedisCommand("HKEYS", own.processes)], showsWrongTypes: true)[0]
    let sets = try await connection.read(
      incarnations.strings.map { RedisCommand("SMEMBERS", own.workers(of: String(decoding: $0, as: UTF8.self))) },
      showsWrongTypes: true)
    names = Set(sets.flatMap(\.strings))
  }

  func contains(_ name: String) -> Bool { names.contains(Array(name.utf8)) }
}
