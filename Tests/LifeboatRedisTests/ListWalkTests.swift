import LifeboatTestSupport
import Testing

@testable import LifeboatRedis

@Suite(.timeLimit(.minutes(10))) struct ListWalkTests {
  private let server: RedisServer
  private let session: RedisSession
  private let connection: RedisConnection

  init() throws {
    server = try RedisServer()
    session = server.session()
    connection = RedisConnection(url: server.url)
  }

  private func push(_ texts: [String]) throws {
    var command = RedisCommand("RPUSH", "list")
    command.append(each: texts)
    _ = try session.call(command)
  }

  private func all() async throws -> (elements: [ListWalk.Element], windows: [Int]) {
    var walk = ListWalk(key: "list", frontIsTail: false)
    var elements: [ListWalk.Element] = []
    var windows: [Int] = []
    while let window = try await walk.next(on: connection) {
      elements += window
      windows.append(window.count)
    }
    return (elements, windows)
  }

  @Test(arguments: [0, 1, 4, 5, 12, 3_000])
  func `where the front is the tail, the walk begins at the head`(count: Int) async throws {
    if count > 0 { try push((0..<count).map(String.init)) }
    var walk = ListWalk(key: "list", frontIsTail: true)
    var elements: [ListWalk.Element] = []
    while let window = try await walk.next(on: connection) { elements += window }
    #expect(elements.map { String(decoding: $0.bytes, as: UTF8.self) } == (0..<count).map(String.init))
    #expect(elements.map(\.position) == Array((0..<count).reversed()))
    #expect(elements.map(\.fromBack) == Array(0..<count))
  }

  @Test(arguments: [0, 1, 4, 5, 12, 3_000])
  func `every element is met once, from the back, with its position`(count: Int) async throws {
    if count > 0 { try push((0..<count).map(String.init)) }
    let (elements, windows) = try await all()
    #expect(elements.map { String(decoding: $0.bytes, as: UTF8.self) } == (0..<count).reversed().map(String.init))
    #expect(elements.map(\.position) == Array((0..<count).reversed()))
    #expect((windows.max() ?? 0) <= 500)
  }

  @Test func `windows are small where elements are large`() async throws {
    let big = String(repeating: "x", count: 1 << 20)
    try push(Array(repeating: big, count: 12) + (0..<1_000).map(String.init))
    let (elements, windows) = try await all()
    #expect(elements.count == 1_012)
    #expect(elements.suffix(12).allSatisfy { $0.bytes.count == 1 << 20 })
    #expect(windows.prefix(2) == [500, 500])
    #expect(windows.dropFirst(2).allSatisfy { $0 < 4 })
  }

  @Test func `what is taken from the front meanwhile hides nothing`() async throws {
    try push((0..<100).map(String.init))
    var walk = ListWalk(key: "list", frontIsTail: false)
    var seen: [String] = []
    while let window = try await walk.next(on: connection) {
      seen += window.map { String(decoding: $0.bytes, as: UTF8.self) }
      _ = try session.call(RedisCommand("LPOP", "list", 3))
    }
    #expect(Array(seen.prefix(80)) == (20..<100).reversed().map(String.init))
    #expect(Set(seen).count == seen.count)
  }

  @Test func `what was removed is not passed`() async throws {
    try push((0..<40).map(String.init))
    var walk = ListWalk(key: "list", frontIsTail: false)
    var seen: [String] = []
    while let window = try await walk.next(on: connection) {
      seen += window.map { String(decoding: $0.bytes, as: UTF8.self) }
      for element in window { _ = try session.call(RedisCommand("LREM", "list", -1, element.bytes)) }
      walk.remove(window.count)
    }
    #expect(seen == (0..<40).reversed().map(String.init))
  }

  @Test func `a key that is no list is an error`() async throws {
    _ = try session.call(RedisCommand("SET", "list", "text"))
    var walk = ListWalk(key: "list", frontIsTail: false)
    let error = await #expect(throws: RedisError.self) { _ = try await walk.next(on: connection) }
    #expect(error?.code == "WRONGTYPE")
  }
}
