import LifeboatFormat
import LifeboatInspector
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// Reading failures in the order in which they can be put back.
@Suite struct FailureExportTests {
  private func export(_ app: App, limit: Int? = nil, lists: [String] = ["failed"]) -> FailureExport {
    let places = lists.map { FailurePlace(name: $0, key: "resque:\($0)", kind: .list) }
    return FailureExport(places, limit: limit, connection: app.connection, dialect: app.dialect) { record in
      !record.stored.bytes.starts(with: "no".utf8)
    }
  }

  private func fill(_ app: App, _ entries: [String], list: String = "failed") throws {
    for start in stride(from: 0, to: entries.count, by: 1_000) {
      var push = RedisCommand("RPUSH", "resque:\(list)")
      for entry in entries[start..<min(start + 1_000, entries.count)] { push.append(entry) }
      _ = try app.session.call(push)
    }
  }

  /// All entries; the body runs after each part.
  private func read(_ export: FailureExport, _ body: (Int) throws -> Void = { _ in }) async throws -> [String] {
    var export = export
    var found: [String] = []
    while let records = try await export.next() {
      found += records.map { String(decoding: $0.stored.bytes, as: UTF8.self) }
      try body(found.count)
    }
    return found
  }

  @Test func `a list comes oldest first, and only what is meant`() async throws {
    let app = try App()
    let entries = (0..<1_500).map { "\($0.isMultiple(of: 3) ? "no" : "e")\($0)" }
    try fill(app, entries)
    try fill(app, ["other"], list: "a b:c,é😀_failed")
    let found = try await read(export(app, lists: ["failed", "a b:c,é😀_failed"]))
    #expect(found == entries.filter { !$0.hasPrefix("no") } + ["other"])
    #expect(try await read(export(app, lists: ["empty"])).isEmpty)
  }

  @Test(arguments: [1, 2, 999, 1_000, 1_001, 5_000])
  func `of a limited number the newest come, the oldest of them first`(limit: Int) async throws {
    let app = try App()
    let entries = (0..<1_500).map { "\($0.isMultiple(of: 3) ? "no" : "e")\($0)" }
    try fill(app, entries)
    try fill(app, ["old", "new"], list: "x_failed")
    let wanted = entries.filter { !$0.hasPrefix("no") }.suffix(limit)
    let rest = ["old", "new"].suffix(max(0, limit - 1_000))
    #expect(try await read(export(app, limit: limit, lists: ["failed", "x_failed"])) == Array(wanted) + rest)
  }

  @Test func `what is recorded meanwhile is left out, what leaves below moves nothing`() async throws {
    let app = try App()
    let entries = (0..<3_000).map { "e\($0)" }
    try fill(app, entries)
    let found = try await read(export(app)) { count in
      try app.call("RPUSH", "resque:failed", "new\(count)")
      // As when Ruby removes by index, from the oldest.
      try app.call("LTRIM", "resque:failed", "3", "-1")
      try app.call("LSET", "resque:failed", "\(max(0, count - 20))", "marked")
    }
    let old = found.filter { $0.hasPrefix("e") }
    #expect(Set(old).count == old.count)
    #expect(old.count >= 2_950 && !found.contains { $0.hasPrefix("new") })
  }

  @Test func `a list that is emptied or renamed meanwhile is an error, never a short file`() async throws {
    let app = try App()
    try fill(app, (0..<3_000).map { "e\($0)" })
    await #expect(throws: InspectorError.setChanged("failed")) {
      _ = try await read(export(app)) { _ in
        if try app.call("EXISTS", "resque:failed").int == 1 { try app.call("RENAME", "resque:failed", "away") }
      }
    }
  }

  @Test func `sorted sets come with their scores as Redis spells them, equal ones too`() async throws {
    let app = try SidekiqApp()
    for number in 0..<700 { try app.call("ZADD", "dead", "\(number / 5).1", "e\(number)") }
    try app.call("ZADD", "dead", "-inf", "first")
    let place = try #require(app.dialect.failurePlace(named: "dead"))
    var export = FailureExport([place], connection: app.connection, dialect: app.dialect) { _ in true }
    var found: [String: String?] = [:]
    while let records = try await export.next() {
      for record in records { found[String(decoding: record.stored.bytes, as: UTF8.self)] = record.stored.score }
    }
    #expect(found.count == 701)
    #expect(found["first"] == "-inf" && found["e0"] == "0.10000000000000001" && found["e699"] == "139.09999999999999")
    var newest = FailureExport([place], limit: 3, connection: app.connection, dialect: app.dialect) { _ in true }
    var count = 0
    while let records = try await newest.next() { count += records.count }
    #expect(count == 3)
  }

  @Test func `a key of another type is an error that names it`() async throws {
    let app = try App()
    try app.call("SET", "resque:failed", "x")
    await #expect(throws: InspectorError.self) { _ = try await read(export(app)) }
  }
}
