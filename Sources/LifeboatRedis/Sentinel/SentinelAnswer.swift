/// What a sentinel said about a master.
///
/// - Source: https://redis.io/docs/latest/develop/reference/sentinel-clients/
enum SentinelAnswer: Equatable {
  /// Where it is, and the other sentinels that watch it.
  case master(RedisAddress, others: [RedisAddress])
  /// It watches none of that name.
  case unknown

  /// The commands to send, in order.
  static func questions(about master: String) -> [RedisCommand] {
    [
      RedisCommand("SENTINEL", "get-master-addr-by-name", master),
      // Refused for a master that it does not watch.
      RedisCommand("SENTINEL", "sentinels", master),
    ]
  }

  /// Reads the replies to the ``questions(about:)``.
  ///
  /// - Throws: ``RedisError``, when the first of them is an error or nothing that a sentinel answers.
  init(_ replies: [RedisValue], server: String) throws(RedisError) {
    let reply = replies.first ?? .null
    if case .error(let message) = reply {
      throw RedisError(reply: message, to: "SENTINEL get-master-addr-by-name", server: server)
    }
    guard !reply.isNull else {
      self = .unknown
      return
    }
    guard let parts = reply.array, parts.count == 2, let address = Self.address(parts[0].string, parts[1].int) else {
      throw .unexpected(
        server: server, command: "SENTINEL get-master-addr-by-name", expected: "a host and a port", got: reply.kind)
    }
    self = .master(address, others: replies.dropFirst().first.map(Self.others) ?? [])
  }

  /// The names of all masters that a sentinel watches, by its reply to `SENTINEL masters`.
  static func names(_ reply: RedisValue) -> [String] {
    (reply.array ?? []).compactMap { fields($0)["name"]?.string }
  }

  private static func others(_ reply: RedisValue) -> [RedisAddress] {
    (reply.array ?? []).compactMap { entry in
      let fields = fields(entry)
      return address(fields["ip"]?.string, fields["port"]?.int)
    }
  }

  private static func fields(_ entry: RedisValue) -> [String: RedisValue] {
    var fields: [String: RedisValue] = [:]
    for (name, value) in (entry.array ?? []).pairs() { fields[name.string ?? ""] = value }
    return fields
  }

  private static func address(_ host: String?, _ port: Int?) -> RedisAddress? {
    guard let host, !host.isEmpty, let port, (1...65_535).contains(port) else { return nil }
    return .tcp(host: host, port: port)
  }
}
