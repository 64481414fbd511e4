import LifeboatRedis

/// The settings of a Redis that matter to jobs, from `CONFIG GET`, which hosted ones often refuse.
struct ServerSettings: Sendable {
  private let values: [String: String]

  private static let names = [
    "save", "appendonly", "appendfsync", "timeout", "maxclients", "lua-time-limit", "client-output-buffer-limit",
    "stop-writes-on-bgsave-error", "min-replicas-to-write",
  ]

  init(on connection: RedisConnection) async throws(InspectorError) {
    var values: [String: String] = [:]
    for reply in try await connection.read(Self.names.map { RedisCommand("CONFIG", "GET", $0) }) {
      for (name, value) in (reply.array ?? []).pairs() {
        if let name = name.string { values[name] = value.string }
      }
    }
    self.values = values
  }

  /// A setting as `CONFIG GET` shows it; `nil` where this Redis has none of the name.
  subscript(_ name: String) -> String? { values[name] }
}
