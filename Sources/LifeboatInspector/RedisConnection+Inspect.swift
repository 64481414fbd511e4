import LifeboatRedis

extension RedisConnection {
  /// Sends commands that only read.
  ///
  /// - Returns: the replies. An error of type (`WRONGTYPE`) stays among them: one broken key must not hide the others.
  /// - Throws: what else Redis refused, such as a missing permission, rather than to show it as nothing.
  func read(_ commands: [RedisCommand]) async throws(InspectorError) -> [RedisValue] {
    let replies: [RedisValue]
    do { replies = try await pipeline(commands) } catch { throw .redis(error) }
    for (command, reply) in zip(commands, replies) {
      guard case .error(let message) = reply, !message.hasPrefix("WRONGTYPE") else { continue }
      throw .redis(RedisError(reply: message, to: command.name, server: "\(url)"))
    }
    return replies
  }
}
