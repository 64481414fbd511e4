import LifeboatRedis

/// What tests ask a Redis, in one line each.
extension RedisSession {
  @discardableResult
  func run(_ name: String, _ arguments: String...) throws -> RedisValue {
    var command = RedisCommand(name)
    command.append(each: arguments)
    return try call(command)
  }

  func text(_ key: String) throws -> String? { try run("GET", key).string }

  func list(_ key: String) throws -> [String] { try texts(run("LRANGE", key, "0", "-1")) }

  func members(_ key: String) throws -> [String] { try texts(run("SMEMBERS", key)).sorted() }

  func keys(_ pattern: String = "*") throws -> [String] { try texts(run("KEYS", pattern)).sorted() }

  func hash(_ key: String) throws -> [String: String] {
    let parts = try texts(run("HGETALL", key))
    var hash: [String: String] = [:]
    for index in stride(from: 0, to: parts.count, by: 2) { hash[parts[index]] = parts[index + 1] }
    return hash
  }

  func length(_ key: String) throws -> Int { try run("LLEN", key).int ?? -1 }

  func push(_ queue: String, _ payloads: String...) throws { try push(queue, payloads) }

  func push(_ queue: String, _ payloads: [String]) throws {
    var command = RedisCommand("RPUSH", "resque:queue:\(queue)")
    command.append(each: payloads)
    _ = try call(command)
  }

  private func texts(_ value: RedisValue) -> [String] { value.array?.map { $0.string ?? "(no text)" } ?? [] }
}
