import LifeboatRedis

extension RedisServer {
  /// Everything that it holds: for each key its type and its value, as one text. Sets and hashes are sorted; of a stream the
  /// entries are listed without their ids.
  ///
  /// - Parameter drawnFields: fields of streams of which only the length is told.
  public func contents(drawnFields: Set<String> = []) throws -> [String: String] {
    let session = session()
    var contents: [String: String] = [:]
    for key in try session.call(RedisCommand("KEYS", "*")).array?.compactMap(\.string) ?? [] {
      let type = try session.call(RedisCommand("TYPE", key)).string ?? ""
      contents[key] = try "\(type): \(Self.value(of: key, type, drawnFields, on: session))"
    }
    return contents
  }

  private static func value(
    of key: String, _ type: String, _ drawnFields: Set<String>, on session: RedisSession
  ) throws -> String {
    func texts(_ command: RedisCommand) throws -> [String] { try session.call(command).array?.map(text) ?? [] }
    switch type {
    case "list": return try texts(RedisCommand("LRANGE", key, 0, -1)).joined(separator: "\n")
    case "set": return try texts(RedisCommand("SMEMBERS", key)).sorted().joined(separator: "\n")
    case "zset": return try texts(RedisCommand("ZRANGE", key, 0, -1, "WITHSCORES")).joined(separator: "\n")
    case "hash":
      let parts = try texts(RedisCommand("HGETALL", key))
      let pairs = stride(from: 0, to: parts.count, by: 2).map { "\(parts[$0]) = \(parts[$0 + 1])" }
      return pairs.sorted().joined(separator: "\n")
    case "stream":
      let entries = try session.call(RedisCommand("XRANGE", key, "-", "+")).array ?? []
      return entries.map { fields($0.array?.last?.array ?? [], drawnFields) }.joined(separator: "\n")
    default: return text(try session.call(RedisCommand("GET", key)))
    }
  }

  private static func fields(_ parts: [RedisValue], _ drawnFields: Set<String>) -> String {
    let texts = stride(from: 0, to: parts.count - 1, by: 2).map { index in
      let name = text(parts[index])
      let value = drawnFields.contains(name) ? "(\(parts[index + 1].bytes?.count ?? 0) bytes)" : text(parts[index + 1])
      return "\(name) \(value)"
    }
    return texts.joined(separator: " ")
  }

  private static func text(_ value: RedisValue) -> String {
    value.array.map { $0.map(text).joined(separator: " ") } ?? value.string ?? "\(value.bytes ?? [])"
  }
}
