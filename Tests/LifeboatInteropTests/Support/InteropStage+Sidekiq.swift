import Lifeboat
import LifeboatTestSupport
import Testing

extension InteropStage {
  /// A stage of an app that speaks Sidekiq's format.
  convenience init(sidekiq partner: Partner?, namespace: String = "") throws {
    try self.init(partner, dialect: SidekiqDialect(namespace: namespace))
  }

  /// Asks Sidekiq's pages for each path.
  ///
  /// - Parameter texts: what the page of each path must hold, in Ruby's words.
  /// - Returns: a line for each path: its status, and every text that its page lacks.
  func sidekiqPages(_ texts: KeyValuePairs<String, [String]>) async throws -> [String] {
    let paths = texts.map { path, texts in
      "\"\(path)\" => [\(texts.map { "%q~\($0)~" }.joined(separator: ", "))]"
    }
    return try await there("pages(\(paths.joined(separator: ", ")))").split(separator: "\n").map(String.init)
  }

  /// The members of a sorted set, the lowest score first, without their scores.
  func sortedSet(_ key: String) throws -> [[UInt8]] {
    try session.call(RedisCommand("ZRANGE", key, 0, -1)).array?.compactMap(\.bytes) ?? []
  }

  /// Puts bytes into a queue as they are, the first to be taken first.
  func pushSidekiq(_ payload: String, to queue: String = "shared") throws {
    _ = try session.call(RedisCommand("SADD", "queues", queue))
    _ = try session.call(RedisCommand("LPUSH", "queue:\(queue)", payload))
  }
}
