import LifeboatFormat
import LifeboatInspector
import LifeboatRedis
import LifeboatTestSupport
import Testing

@Suite struct FailedListTests {
  @Test func `the newest come first, and pages do not overlap`() async throws {
    let app = try App()
    try app.fail(numbers: 0..<5)
    let list = app.failedList
    #expect(try await list.count() == 5)
    #expect(try await list.newest(limit: 2).map(\.job) == [job(4), job(3)])
    #expect(try await list.newest(offset: 2, limit: 2).map(\.job) == [job(2), job(1)])
    #expect(try await list.newest(offset: 4, limit: 10).map(\.job) == [job(0)])
    #expect(try await list.newest(offset: 5, limit: 10).isEmpty)
    #expect(try await list.newest(limit: 0).isEmpty)
  }

  @Test func `an entry is found by the beginning of its id, with its copies, wherever it is`() async throws {
    let app = try App()
    try app.fail(numbers: 0..<1_203)
    try app.fail(job(7))
    let all = try await app.failedList.newest(limit: 2_000)
    #expect(all.count == 1_204)
    for (index, copies) in [(0, 2), (1, 1), (1_203, 1), (501, 1)] {
      let found = try await app.failedList.find(String(all[index].id.digits.prefix(16)))
      #expect(found.map(\.bytes) == Array(repeating: all[index].bytes, count: copies))
    }
    let several = try await app.failedList.find([all[3].id.digits, all[2].id.digits])
    #expect(several.map { $0.map(\.job) } == [[all[3].job], [all[2].job]])
  }

  @Test func `an id that names several entries, none, or is no id, is refused`() async throws {
    let app = try App()
    // Enough that two share their first four digits.
    let ids = try ambiguous(app)
    let list = app.failedList
    let prefix = String(ids[0].prefix(4))
    await #expect(throws: InspectorError.ambiguousFailure(prefix: prefix, matches: ids.map { String($0.prefix(16)) })) {
      try await list.find(prefix)
    }
    await #expect(throws: InspectorError.noFailure(prefix: "00000000000000000000")) {
      try await list.find([ids[0], "00000000000000000000"])
    }
    await #expect(throws: InspectorError.notAnID("mail")) { try await list.find("mail") }
  }

  /// Two entries whose ids begin alike; their ids, sorted.
  private func ambiguous(_ app: App) throws -> [String] {
    var seen: [String: (id: String, number: Int)] = [:]
    for number in 0... {
      let entry = ResqueFailure.encode(
        payload: job(number), queue: "mail", worker: "h:1:mail", exception: "RuntimeError", error: "no", failedAt: 0)
      let id = FailureID(entry: entry, list: "failed").digits
      if let other = seen.updateValue((id, number), forKey: String(id.prefix(4))) {
        try app.fail(job(other.number))
        try app.fail(job(number))
        return [other.id, id].sorted()
      }
    }
    return []
  }

  @Test func `a requeue moves the job to the back of its queue and the entry out of the list`() async throws {
    let app = try App()
    try app.fail(numbers: 0..<3)
    try app.call("RPUSH", "resque:queue:mail", "first")
    let failure = try await app.failedList.newest(offset: 1, limit: 1)[0]
    #expect(try await app.requeue(failure) == .moved)
    #expect(try app.list("resque:queue:mail") == [Array("first".utf8), job(1)])
    #expect(try await app.failedList.newest(limit: 9).map(\.job) == [job(2), job(0)])
    #expect(try app.call("SISMEMBER", "resque:queues", "mail").int == 1)
    #expect(try await app.requeue(failure) == .left)
    #expect(try app.list("resque:queue:mail").count == 2)
    #expect(try app.list("resque:failed").count == 2)
  }

  @Test func `of equal entries one requeue moves one`() async throws {
    let app = try App()
    for _ in 0..<3 { try app.fail(job(1)) }
    let copies = try await app.failedList.find(try await app.failedList.newest(limit: 1)[0].id.digits)
    #expect(copies.count == 3)
    #expect(try await app.requeue(copies[0]) == .moved)
    #expect(try app.list("resque:failed").count == 2)
    #expect(try app.list("resque:queue:mail") == [job(1)])
  }

  @Test func `two who requeue one entry at once move it once`() async throws {
    let app = try App()
    try app.fail(numbers: 0..<200)
    let failures = try await app.failedList.newest(limit: 200)
    let dialect = app.dialect
    let connections = (0..<2).map { _ in RedisConnection(url: app.redis.url) }
    let moved = try await withThrowingTaskGroup(of: Int.self) { group in
      for connection in connections {
        group.addTask {
          var moved = 0
          for failure in failures {
            if try await failure.requeue(on: connection, dialect) == .moved { moved += 1 }
          }
          return moved
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(moved == 200)
    #expect(
      try app.texts("resque:queue:mail").sorted() == (0..<200).map { String(decoding: job($0), as: UTF8.self) }.sorted()
    )
    #expect(try app.list("resque:failed").isEmpty)
  }

  @Test func `a job that could not be embedded goes back byte for byte`() async throws {
    let app = try App()
    // Space around the object is valid, and would be lost inside an entry.
    let original = Array(" {\"class\":\"Mail\",\"args\":[1.0,1e400,\"\\u00e9\\/\"]}\n".utf8)
    try app.fail(original)
    #expect(try app.texts("resque:failed")[0].contains(#""lifeboat_original":"#))
    let failure = try await app.failedList.newest(limit: 1)[0]
    #expect(failure.obstacle == nil)
    #expect(try await app.requeue(failure) == .moved)
    #expect(try app.list("resque:queue:mail") == [original])
  }

  @Test(arguments: ["junk", "", "[1]", #"{"args":[1]}"#, #"{"class":5,"args":[]}"#, #"{"class":"A","args":{}}"#])
  func `a malformed job has an obstacle, and its bytes can be recovered`(text: String) async throws {
    let app = try App()
    try app.fail(Array(text.utf8))
    let failure = try await app.failedList.newest(limit: 1)[0]
    #expect(failure.obstacle?.hasPrefix("its job is malformed") == true)
    #expect(failure.job == Array(text.utf8))
  }

  @Test func `bytes that are no text have an obstacle, and can be recovered`() async throws {
    let app = try App()
    let bytes = Array(#"{"class":"A","args":[""#.utf8) + [0xFF, 0xFE] + Array(#""]}"#.utf8)
    try app.fail(bytes)
    let failure = try await app.failedList.newest(limit: 1)[0]
    #expect(failure.job == bytes)
    #expect(failure.className == "A")
  }

  @Test(arguments: [
    ("junk", "the entry names no queue"), ("{}", "the entry names no queue"),
    (#"{"queue":"","payload":{"class":"A","args":[]}}"#, "the entry names no queue"),
    (#"{"queue":"mail"}"#, "the entry does not hold its job"),
    (#"{"queue":"mail","payload":"text"}"#, "the entry does not hold its job"),
  ])
  func `an entry that somebody mangled is shown, and cannot be requeued`(text: String, obstacle: String) async throws {
    let app = try App()
    try app.call("RPUSH", "resque:failed", text)
    let failure = try await app.failedList.newest(limit: 1)[0]
    #expect(failure.bytes == Array(text.utf8))
    #expect(failure.obstacle == obstacle)
  }
}
