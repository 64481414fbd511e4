extension RedisURLParser {
  private static let sentinelShape = "write redis-sentinel://user:password@s1:26379,s2:26379/mymaster/0"

  /// Reads what follows `redis-sentinel://`.
  static func parseSentinels(_ text: Substring, throughTLS: Bool = false) throws(Failure) -> RedisURL {
    guard !text.contains("#") else {
      throw Failure("it has a #; the master's name stands in the path: \(sentinelShape); in a password write %23")
    }
    let (beforeQuery, query) = try splitQuery(text)
    let slash = beforeQuery.firstIndex(of: "/") ?? beforeQuery.endIndex
    let (user, password, authority) = try splitCredentials(beforeQuery[..<slash])
    let path = beforeQuery[slash...].dropFirst().split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let master = path.first, !master.isEmpty, path.count > 1 || !isNumber(master) else {
      throw Failure("it does not name the master that the sentinels watch; \(sentinelShape)")
    }
    let group = try group(master: decode(master), sentinels: addresses(authority), query: query)
    let database = path.count > 1 && !path[1].isEmpty ? path[1] : nil
    return RedisURL(
      endpoint: .sentinels(group), tls: try parseTLS(query, isWanted: throughTLS), user: user, password: password,
      database: try parseDatabase(path: database, query: query))
  }

  /// Reads a URL whose host is a master's name, and where its sentinels are.
  static func parse(_ text: String, sentinels: [String]) throws(Failure) -> RedisURL {
    let url = try parse(text)
    switch url.endpoint {
    case .sentinels:
      throw Failure("it names sentinels already; leave those out that are given beside it")
    case .server(.unix):
      throw Failure("a socket has no sentinels; write redis://mymaster/0, with the master's name as its host")
    case .server(.tcp(let master, _)):
      let query = text.firstIndex(of: "?").map { text[text.index(after: $0)...] } ?? ""
      let group = try group(
        master: master, sentinels: addresses(Substring(sentinels.joined(separator: ","))), query: query)
      return RedisURL(
        endpoint: .sentinels(group), tls: url.tls, user: url.user, password: url.password, database: url.database)
    }
  }

  private static func group(
    master: String, sentinels: [RedisAddress], query: Substring
  ) throws(Failure) -> SentinelGroup {
    let user = try value(of: "sentinel_user", in: query)
    let password = try value(of: "sentinel_password", in: query)
    guard user == nil || password != nil else {
      throw Failure("it has a sentinel_user without a sentinel_password; give both or neither")
    }
    return SentinelGroup(master: master, sentinels: sentinels, user: user, password: password)
  }

  /// Each place once: one that is named twice would be waited for twice.
  private static func addresses(_ text: Substring) throws(Failure) -> [RedisAddress] {
    var addresses: [RedisAddress] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard !part.isEmpty else { throw Failure("the place of a sentinel is empty; \(sentinelShape)") }
      guard !part.contains(where: { "@/?".contains($0) }) else {
        throw Failure("the place of a sentinel is more than host:port; its password is given as ?sentinel_password=")
      }
      let (host, port) = try parseAuthority(part, defaultPort: SentinelGroup.defaultPort)
      let address = RedisAddress.tcp(host: host, port: port)
      if !addresses.contains(address) { addresses.append(address) }
    }
    return addresses
  }

  /// The last value of an item of the query, decoded; nil where it is missing or empty.
  private static func value(of name: String, in query: Substring) throws(Failure) -> String? {
    guard let text = item(name, of: query), !text.isEmpty else { return nil }
    return try decode(text)
  }
}
