import LifeboatRedis

/// The fields of `INFO`, of all the sections that it shows by itself.
struct ServerInfo: Sendable {
  private let fields: [Substring: Substring]

  init(on connection: RedisConnection) async throws(InspectorError) {
    self.init(text: try await connection.read([RedisCommand("INFO")])[0].string ?? "")
  }

  init(text: String) {
    var fields: [Substring: Substring] = [:]
    for line in text.split(whereSeparator: \.isNewline) {
      guard let colon = line.firstIndex(of: ":") else { continue }
      fields[line[..<colon]] = line[line.index(after: colon)...]
    }
    self.fields = fields
  }

  /// A field's text; `nil` where this Redis has none of the name.
  func text(_ name: String) -> String? { fields[name[...]].map(String.init) }

  /// The same as a number.
  func number(_ name: String) -> Int? { fields[name[...]].flatMap { Int($0) } }
}
