import LifeboatFormat
import LifeboatRedis

/// The names that a set, or a hash by its fields, holds of keys to look into.
struct KeyNames {
  /// Those that are text, sorted by bytes.
  private(set) var texts: [String] = []
  /// The others.
  private(set) var unreadable: [JobFindings.Unreadable] = []

  /// - Parameter command: what reads them: `SMEMBERS`, or `HKEYS`.
  init(key: String, with command: String = "SMEMBERS", on connection: RedisConnection) async throws(InspectorError) {
    for bytes in try await connection.read([RedisCommand(command, key)])[0].strings {
      let name = String(decoding: bytes, as: UTF8.self)
      if name.utf8.elementsEqual(bytes) {
        texts.append(name)
      } else {
        unreadable.append(.unreadableName(bytes, in: key))
      }
    }
    texts.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
