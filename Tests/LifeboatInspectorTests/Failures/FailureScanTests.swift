import LifeboatInspector
import LifeboatRedis
import LifeboatTestSupport
import Testing

@Suite struct FailureScanTests {
  private func scan(_ app: App, _ places: FailurePlace...) -> FailureScan {
    FailureScan(places, on: app.connection)
  }

  private func texts(_ scan: inout FailureScan) async throws -> [String] {
    var texts: [String] = []
    while let chunk = try await scan.next() { texts += chunk.map { String(decoding: $0.bytes, as: UTF8.self) } }
    return texts
  }

  private let list = FailurePlace(name: "failed", key: "resque:failed", kind: .list)
  private let set = FailurePlace(name: "retry", key: "retry", kind: .sortedSet)

  @Test func `every entry of every set is met once, the newest of each first`() async throws {
    let app = try App()
    let names = (0..<12_345).map(String.init)
    try app.push(names, to: "resque:failed")
    for number in 0..<3_000 { try app.call("ZADD", "retry", "\(1_790_000_000.25 + Double(number))", "z\(number)") }
    let empty = FailurePlace(name: "mail_failed", key: "resque:mail_failed", kind: .list)
    var scan = scan(app, list, empty, set)
    #expect(try await texts(&scan) == names.reversed() + (0..<3_000).reversed().map { "z\($0)" })
    #expect(try await scan.next() == nil)
    var none = self.scan(app)
    #expect(try await none.next() == nil)
  }

  @Test func `an entry says where it lay, and its score reads back as the same number`() async throws {
    let app = try App()
    try app.call("ZADD", "retry", "1790000000.1234567", "b")
    try app.call("ZADD", "retry", "inf", "a")
    var scan = scan(app, set)
    #expect(
      try await scan.next() == [
        StoredFailure(set: "retry", bytes: Array("a".utf8), score: "inf"),
        StoredFailure(set: "retry", bytes: Array("b".utf8), score: "1790000000.1234567"),
      ])
  }

  @Test func `thousands that died in one moment are met once each`() async throws {
    let app = try App()
    let names = (0..<4_000).map { "n\($0)" }
    for name in names { try app.call("ZADD", "retry", "7", name) }
    try app.call("ZADD", "retry", "8", "newer")
    try app.call("ZADD", "retry", "6", "older")
    var scan = scan(app, set)
    let met = try await texts(&scan)
    #expect(met.first == "newer")
    #expect(met.last == "older")
    #expect(met.count == 4_002)
    #expect(Set(met) == Set(names + ["newer", "older"]))
  }

  @Test func `large entries come in small chunks`() async throws {
    let app = try App()
    try app.push((0..<300).map { "\($0)" + String(repeating: "x", count: 100_000) }, to: "resque:failed")
    var scan = scan(app, list)
    var sizes: [Int] = []
    while let chunk = try await scan.next() { sizes.append(chunk.count) }
    #expect(sizes.reduce(0, +) == 300)
    #expect(sizes[0] == 50)
    #expect(sizes.dropFirst().allSatisfy { $0 <= 20 })
  }

  @Test func `what arrives or leaves meanwhile moves nothing`() async throws {
    let app = try App()
    let names = (0..<2_000).map(String.init)
    try app.push(names, to: "resque:failed")
    var scan = scan(app, list)
    var met = try #require(try await scan.next()).map { String(decoding: $0.bytes, as: UTF8.self) }
    try app.push(["later"], to: "resque:failed")
    met += try await texts(&scan)
    #expect(met == names.reversed())
  }

  @Test func `after an error the same entries can be asked for again`() async throws {
    let app = try App()
    let names = (0..<500).map(String.init)
    try app.push(names, to: "resque:failed")
    var scan = scan(app, list)
    var met = try #require(try await scan.next()).map { String(decoding: $0.bytes, as: UTF8.self) }
    // One chunk is on its way already; the next one meets a key of another type.
    met += try #require(try await scan.next()).map { String(decoding: $0.bytes, as: UTF8.self) }
    try app.call("RENAME", "resque:failed", "kept")
    try app.call("SET", "resque:failed", "no list")
    var failures = 0
    while failures == 0 {
      do {
        met += try #require(try await scan.next()).map { String(decoding: $0.bytes, as: UTF8.self) }
      } catch InspectorError.redis { failures += 1 }
    }
    await #expect(throws: InspectorError.self) { try await scan.next() }
    try app.call("RENAME", "kept", "resque:failed")
    met += try await texts(&scan)
    #expect(met == names.reversed())
  }

  @Test func `a Redis that is gone is an error`() async throws {
    let app = try App()
    try app.push(["a"], to: "resque:failed")
    var scan = scan(app, list)
    app.redis.stop()
    await #expect(throws: InspectorError.self) { try await scan.next() }
  }
}

extension App {
  /// Appends elements to a list.
  fileprivate func push(_ elements: [String], to key: String) throws {
    var command = RedisCommand("RPUSH", key)
    for element in elements { command.append(element) }
    _ = try session.call(command)
  }
}
