import LifeboatFormat
import LifeboatRedis

extension RedisConnection {
  /// Sends commands that only read.
  ///
  /// - Parameter showsWrongTypes: whether a `WRONGTYPE` error stays among the replies, where one broken key of many must
  ///   not hide the others.
  /// - Throws: what Redis refused, such as a missing permission, rather than to show it as nothing.
  func read(
    _ commands: [RedisCommand], showsWrongTypes: Bool = false
  ) async throws(InspectorError) -> [RedisValue] {
    let replies: [RedisValue]
    do { replies = try await pipeline(commands) } catch { throw .redis(error) }
    for (command, reply) in zip(commands, replies) {
      guard case .error(let message) = reply else { continue }
      if showsWrongTypes && message.hasPrefix("WRONGTYPE") { continue }
      // Which of many keys is the broken one, the message does not say.
      let key = message.hasPrefix("WRONGTYPE") && command.count > 1 ? command.argument(1) : []
      let label = key.isEmpty ? command.name : "\(command.name) \(Printable.line(key, limit: 200))"
      throw .redis(RedisError(reply: message, to: label, server: "\(url)"))
    }
    return replies
  }

  /// Sends commands that change something.
  ///
  /// - Throws: what Redis refused; the other commands have run.
  func write(_ commands: [RedisCommand]) async throws(InspectorError) {
    _ = try await read(commands)
  }
}
