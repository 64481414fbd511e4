import LifeboatFormat
import LifeboatRedis

/// An incarnation of one of Lifeboat's workers, as it is registered.
struct OwnMember: Sendable {
  let incarnation: String
  /// The number of its last beat, as it was read.
  let beat: String
  let host: String?
  let pid: String?
  let version: String?
  /// How many jobs it holds.
  let jobs: Int

  /// What people call it.
  var label: String { Printable.line("\(host ?? "?"):\(pid ?? "?")", limit: 80) }

  /// Every member of an app, sorted by host and process.
  static func all(dialect: any InspectorDialect, on connection: RedisConnection) async throws(InspectorError)
    -> [OwnMember]
  {
    let own = dialect.ownKeys
    let beats = (try await connection.read([RedisCommand("HGETALL", own.processes)])[0].array ?? []).pairs()
      .map { (String(decoding: $0.bytes ?? [], as: UTF8.self), $1.string ?? "") }
    let records = try await connection.read(
      beats.map { RedisCommand("HMGET", own.process($0.0), "host", "pid", "version") }, showsWrongTypes: true)
    let held = try await connection.read(
      beats.map { RedisCommand("HLEN", own.inflight($0.0)) }, showsWrongTypes: true)
    return beats.indices.map { index in
      let texts = (records[index].array ?? []).map(\.string) + [nil, nil, nil]
      return OwnMember(
        incarnation: beats[index].0, beat: beats[index].1, host: texts[0], pid: texts[1], version: texts[2],
        jobs: held[index].int ?? 0)
    }.sorted { ($0.host ?? "", $0.pid ?? "", $0.incarnation) < ($1.host ?? "", $1.pid ?? "", $1.incarnation) }
  }
}
