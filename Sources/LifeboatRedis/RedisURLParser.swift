/// Reads the text of a ``RedisURL``. Its reasons never quote the text: any part of a URL that does not parse may be
/// a piece of a password.
enum RedisURLParser {
  struct Failure: Error {
    let reason: String
    init(_ reason: String) { self.reason = reason }
  }

  /// `sun_path` holds 104 bytes on Darwin and 108 on Linux, its final NUL included; hiredis cuts longer ones.
  private static let longestSocketPath = 103
  private static let shapes =
    "write redis://user:password@host:6379/0, rediss:// for TLS, unix:///path?db=0 or host:port"

  static func parse(_ text: String) throws(Failure) -> RedisURL {
    guard !text.isEmpty else { throw Failure("it is empty; \(shapes)") }
    guard !hidesSign(text) else {
      throw Failure("it has an accent or a joiner on a sign such as @ or :; write it as percent-encoded UTF-8")
    }
    guard let scheme = text.firstRange(ofASCII: "://") else {
      return try parseTCP(text[...])
    }
    let rest = text[scheme.upperBound...]
    switch text[..<scheme.lowerBound].lowercased() {
    case "redis": return try parseTCP(rest)
    case "rediss": return try parseTCP(rest, throughTLS: true)
    case "unix": return try parseUnix(rest)
    case "redis-sentinel": return try parseSentinels(rest)
    case "rediss-sentinel": return try parseSentinels(rest, throughTLS: true)
    default: throw Failure("its scheme is not one we know; \(shapes)")
    }
  }

  /// The text with `***` for whatever may be a secret: all before the last `@`, what stands where a port belongs and
  /// is none, the query, and a scheme that does not look like one.
  ///
  /// Without an `@` too: a shell cuts `redis://:pass&word@host` at the `&`.
  static func withoutSecrets(_ text: String) -> String {
    guard !hidesSign(text) else { return "***" }
    var shown = ""
    var rest = text[...]
    let scheme = text.firstRange(ofASCII: "://")
    let hasScheme = scheme.map { isScheme(text[..<$0.lowerBound]) }
    if let scheme, hasScheme == true {
      shown = String(text[..<scheme.upperBound])
      rest = text[scheme.upperBound...]
    }
    if let at = rest.lastIndex(of: "@") {
      shown += "***@"
      rest = rest[rest.index(after: at)...]
    } else if hasScheme == false {
      return "***"
    }
    let end = rest.firstIndex { $0 == "?" || $0 == "#" } ?? rest.endIndex
    shown += withoutFalsePort(rest[..<end])
    if end != rest.endIndex { shown += "\(rest[end])***" }
    return shown.printable
  }

  /// A password may begin with digits and a slash, so a path after a port is shown only when it is a database.
  private static func withoutFalsePort(_ text: Substring) -> Substring {
    var rest = text
    if text.hasPrefix("["), let end = text.firstIndex(of: "]"),
      text[..<end].dropFirst().allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." })
    {
      rest = text[end...]
    }
    guard let colon = rest.firstIndex(of: ":") else { return text }
    let parts = rest[rest.index(after: colon)...].split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    return parts.allSatisfy { $0.isEmpty || isNumber($0) } ? text : text[...colon] + "***"
  }

  /// Whether a sign that parts a URL is one character with what stands beside it, so that Swift would not see it: a password
  /// before such an `@` would be taken for a piece of the host, and shown.
  private static func hidesSign(_ text: String) -> Bool {
    text.contains { character in
      character.unicodeScalars.count > 1
        && character.unicodeScalars.contains { ":/?#@[]&=%".unicodeScalars.contains($0) }
    }
  }

  private static func isScheme(_ text: Substring) -> Bool {
    !text.isEmpty && text.allSatisfy { $0.isASCII && $0.isLetter || "+-.".contains($0) }
  }

  private static func parseTCP(_ text: Substring, throughTLS: Bool = false) throws(Failure) -> RedisURL {
    let (beforeQuery, query) = try splitQuery(text)
    let slash = beforeQuery.firstIndex(of: "/") ?? beforeQuery.endIndex
    let (user, password, authority) = try splitCredentials(beforeQuery[..<slash])
    let (host, port) = try parseAuthority(authority)
    let path = beforeQuery[slash...].dropFirst()
    return RedisURL(
      endpoint: .server(.tcp(host: host, port: port)), tls: try parseTLS(query, isWanted: throughTLS), user: user,
      password: password, database: try parseDatabase(path: path.isEmpty ? nil : path, query: query))
  }

  private static func parseUnix(_ text: Substring) throws(Failure) -> RedisURL {
    let (beforeQuery, query) = try splitQuery(text)
    guard let slash = beforeQuery.firstIndex(of: "/") else {
      throw Failure("a socket's path starts with a slash: unix:///path?db=0")
    }
    let (user, password, authority) = try splitCredentials(beforeQuery[..<slash])
    guard authority.isEmpty else {
      throw Failure("there is a host where none belongs; three slashes start a socket's path: unix:///path?db=0")
    }
    let path = try decode(beforeQuery[slash...])
    guard path.utf8.count <= longestSocketPath else {
      throw Failure("the socket's path has \(path.utf8.count) bytes; the system takes \(longestSocketPath) at most")
    }
    return RedisURL(
      endpoint: .server(.unix(path: path)), tls: try parseTLS(query, isWanted: false), user: user, password: password,
      database: try parseDatabase(path: nil, query: query))
  }

  static func splitQuery(_ text: Substring) throws(Failure) -> (Substring, query: Substring) {
    guard !text.contains("#") else {
      throw Failure("it has a #, which a URL for Redis does not use; in a password write %23")
    }
    guard let mark = text.firstIndex(of: "?") else { return (text, "") }
    return (text[..<mark], text[text.index(after: mark)...])
  }

  static func splitCredentials(
    _ text: Substring
  ) throws(Failure) -> (user: String?, password: String?, rest: Substring) {
    guard let at = text.lastIndex(of: "@") else { return (nil, nil, text) }
    let rest = text[text.index(after: at)...]
    let credentials = text[..<at]
    guard let colon = credentials.firstIndex(of: ":") else {
      return (nil, credentials.isEmpty ? nil : try decode(credentials), rest)
    }
    let user = try decode(credentials[..<colon])
    let password = try decode(credentials[credentials.index(after: colon)...])
    // Without a password a user says nothing: Redis's AUTH takes both or the password.
    guard !password.isEmpty else { return (nil, nil, rest) }
    return (user.isEmpty ? nil : user, password, rest)
  }

  static func parseAuthority(
    _ text: Substring, defaultPort: Int = RedisURL.defaultPort
  ) throws(Failure) -> (host: String, port: Int) {
    var host = text
    var port = Substring()
    if text.hasPrefix("[") {
      guard let end = text.firstIndex(of: "]") else { throw Failure("an IPv6 host ends with a ]") }
      host = text[text.index(after: text.startIndex)..<end]
      let rest = text[text.index(after: end)...]
      guard rest.isEmpty || rest.hasPrefix(":") else { throw Failure("after an IPv6 host's ] comes :port or nothing") }
      port = rest.dropFirst()
    } else if let colon = text.firstIndex(of: ":") {
      host = text[..<colon]
      port = text[text.index(after: colon)...]
    }
    let name = try decode(host)
    guard !name.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "/") }) else {
      throw Failure("its host holds a character that no host has")
    }
    guard port.isEmpty || isNumber(port), let number = port.isEmpty ? defaultPort : Int(port),
      (1...65_535).contains(number)
    else {
      throw Failure(
        "its port is not a number from 1 to 65535; an IPv6 host stands in [ ], and : / ? # @ in a password are "
          + "written %3A %2F %3F %23 %40")
    }
    return (name.isEmpty ? "127.0.0.1" : name, number)
  }

  static func parseDatabase(path: Substring?, query: Substring) throws(Failure) -> Int {
    let given = [path, item("db", of: query)].compactMap(\.self)
    guard let text = given.first else { return 0 }
    guard given.allSatisfy({ $0 == text }) else { throw Failure("its path and its ?db= name different databases") }
    guard isNumber(text), let number = Int(text) else {
      throw Failure("its database is not a number from 0 up; a / in a password is written %2F")
    }
    return number
  }

  /// What an item of the query says; of several the last counts.
  static func item(_ name: String, of query: Substring) -> Substring? {
    query.split(separator: "&").last { $0.hasPrefix("\(name)=") }?.dropFirst(name.count + 1)
  }

  /// `Int` would take a sign as well.
  static func isNumber(_ text: Substring) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }

  static func decode(_ text: Substring) throws(Failure) -> String {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      let digits = Substring(rest.prefix(2))
      guard digits.utf8.count == 2, digits.allSatisfy(\.isHexDigit), let value = UInt8(digits, radix: 16), value != 0
      else {
        throw Failure("a % is not followed by two hexadecimal digits other than 00; write %25 for the sign itself")
      }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    guard let decoded = String(validating: bytes, as: UTF8.self) else {
      throw Failure("its percent-encoded bytes are not UTF-8")
    }
    return decoded
  }
}

extension String {
  /// The standard library's `firstRange(of:)` comes with a string processing module that nothing else here loads.
  fileprivate func firstRange(ofASCII pattern: StaticString) -> Range<Index>? {
    let wanted = pattern.withUTF8Buffer { Array($0) }
    var start = utf8.startIndex
    while start != utf8.endIndex {
      if utf8[start...].starts(with: wanted) {
        return start..<utf8.index(start, offsetBy: wanted.count)
      }
      start = utf8.index(after: start)
    }
    return nil
  }
}
