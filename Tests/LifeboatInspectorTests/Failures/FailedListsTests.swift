import LifeboatFormat
import LifeboatInspector
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// Failures in several lists.
@Suite struct FailedListsTests {
  /// Records a failure of the job of that number.
  private func fail(
    _ number: Int, queue: String = "mail", at second: Int, in lists: String..., app: App, mark: String? = nil
  ) throws {
    for list in lists {
      var entry = ResqueFailure.encode(
        payload: job(number), queue: queue, worker: "h:1:mail", exception: "RuntimeError", error: "no", failedAt: second
      )
      if let mark { entry = try Payload(entry).adding("retried_at", Array("\"\(mark)\"".utf8)).bytes }
      if list != "failed" { try app.call("SADD", "resque:failed_queues", list) }
      _ = try app.session.call(RedisCommand("RPUSH", "resque:\(list)", entry))
    }
  }

  private func newest(_ app: App, _ backend: FailureBackend? = nil, offset: Int = 0, limit: Int = 10_000) async throws
    -> [String]
  {
    let list = FailedList(connection: app.connection, dialect: app.dialect, backend: backend)
    return try await list.newest(offset: offset, limit: limit).map { failure in
      let number = try #require(failure.job.flatMap { try? JSONSlice(parsing: $0)["args"]?.elements.compactMap(\.int) })
      return "\(number[0]) \(failure.set)" + (failure.twin.map { "+\($0.list)" } ?? "")
    }
  }

  @Test func `failures of several queues come out by time, page by page`() async throws {
    let app = try App()
    for number in 0..<9 {
      let queue = ["mail", "a b:c,é😀", "z"][number % 3]
      try fail(number, queue: queue, at: number * 60, in: "\(queue)_failed", app: app)
    }
    let all = (0..<9).reversed().map { "\($0) \(["mail", "a b:c,é😀", "z"][$0 % 3])_failed" }
    #expect(try await newest(app) == all)
    #expect(try await newest(app, .perQueue, offset: 2, limit: 4) == Array(all[2..<6]))
    #expect(try await newest(app, offset: 8, limit: 4) == Array(all[8...]))
    #expect(try await newest(app, offset: 9) == [])
    #expect(try await newest(app, .list) == [])
    #expect(try await app.failedList.count() == 9)
    #expect(try await app.failedList.sets().map(\.name) == ["a b:c,é😀_failed", "mail_failed", "z_failed"])
  }

  @Test func `an app that keeps each failure in both shows and counts the one list, each with its twin`() async throws {
    let app = try App()
    try fail(1, at: 100, in: "failed", "mail_failed", app: app)
    try fail(2, at: 101, in: "failed", app: app)
    try fail(2, at: 9_000, in: "mail_failed", app: app)
    try fail(4, at: 102, in: "failed", app: app)
    try fail(3, queue: "z", at: 103, in: "failed", "z_failed", app: app)
    #expect(try await newest(app) == ["3 failed+z_failed", "4 failed", "2 failed+mail_failed", "1 failed+mail_failed"])
    #expect(try await app.failedList.count() == 4)
    #expect(try await newest(app, .both, offset: 1, limit: 2) == ["4 failed", "2 failed+mail_failed"])
    #expect(try await newest(app, .list) == ["3 failed", "4 failed", "2 failed", "1 failed"])
    #expect(try await newest(app, .perQueue) == ["2 mail_failed", "3 z_failed", "1 mail_failed"])
  }

  @Test func `a failure is found by the id of either record, unless one kind of list was told`() async throws {
    let app = try App()
    try fail(1, at: 100, in: "failed", "mail_failed", app: app)
    let entry = try app.list("resque:failed")[0]
    let ids = ["failed", "mail_failed"].map { FailureID(entry: entry, list: $0).digits }
    #expect(try await app.failedList.find(ids).map { $0.map(\.set) } == [["failed"], ["mail_failed"]])
    for (backend, other) in [(FailureBackend.list, ids[1]), (.perQueue, ids[0])] {
      let list = FailedList(connection: app.connection, dialect: app.dialect, backend: backend)
      await #expect(throws: InspectorError.noFailure(prefix: other)) { try await list.find(other) }
    }
  }

  @Test func `equal failures in both kinds of lists are as many as each holds`() async throws {
    let app = try App()
    for _ in 0..<3 { try fail(1, at: 100, in: "failed", "mail_failed", app: app) }
    try fail(1, at: 100, in: "failed", app: app)
    #expect(try await app.failedList.count() == 4)
    let copies = try await app.failedList.find(try await app.failedList.newest(limit: 1)[0].id.digits)
    #expect(copies.count == 4)
    for failure in copies { #expect(try await app.requeue(failure) == .moved) }
    #expect(try app.list("resque:queue:mail").count == 4)
    #expect(try app.call("EXISTS", "resque:failed", "resque:mail_failed").int == 0)
  }

  @Test func `thousands in both kinds of lists are paged and found, and the twin far away is`() async throws {
    let app = try App()
    try app.call(
      "EVAL",
      """
      for i = 0, 2999 do
        local entry = '{"failed_at":"2026/11/21 09:' .. string.format('%02d:%02d', math.floor(i / 60), i % 60) ..
          ' UTC","payload":{"class":"Mail","args":[' .. i .. ']},"exception":"E","error":"x","queue":"q' .. i % 2 .. '"}'
        redis.call('RPUSH', 'resque:failed', entry)
        if i ~= 1700 then redis.call('RPUSH', 'resque:q' .. i % 2 .. '_failed', entry) end
      end
      redis.call('SADD', 'resque:failed_queues', 'q0_failed', 'q1_failed')
      """, "0")
    let expected = (0..<3000).reversed().map { $0 == 1700 ? "1700 failed" : "\($0) failed+q\($0 % 2)_failed" }
    #expect(try await newest(app) == expected)
    #expect(try await app.failedList.count() == 3000)
    #expect(try await newest(app, offset: 1298, limit: 3) == Array(expected[1298..<1301]))
    #expect(
      try await newest(app, .perQueue, offset: 2_990, limit: 3) == ["8 q0_failed", "7 q1_failed", "6 q0_failed"])
    #expect(try await newest(app, offset: .max, limit: .max) == [])
    let last = try #require(try await app.failedList.newest(offset: 2999, limit: 1).first)
    #expect(try await app.failedList.find(try #require(last.twin).id.digits).map(\.set) == ["q0_failed"])
  }

  @Test(arguments: [("failed", "mail_failed"), ("mail_failed", "failed")])
  func `what is left from before a change of backend is listed by time, and each counts`(
    old: String, new: String
  ) async throws {
    let app = try App()
    for number in 0..<20 { try fail(number, at: number, in: old, app: app) }
    for number in 20..<25 { try fail(number, at: number * 100, in: new, app: app) }
    #expect(try await app.failedList.count() == 25)
    #expect(try await newest(app).count == 25)
    #expect(try await newest(app, offset: 23) == ["1 \(old)", "0 \(old)"])
    #expect(try await newest(app, offset: 4, limit: 2) == ["20 \(new)", "19 \(old)"])
  }

  @Test func `a clock that was wrong, and entries without a time, keep their list's order`() async throws {
    let app = try App()
    for (number, second) in [(1, 100), (2, 900), (3, 200)] { try fail(number, at: second, in: "mail_failed", app: app) }
    try fail(4, queue: "z", at: 150, in: "z_failed", app: app)
    try app.call("RPUSH", "resque:z_failed", #"{"failed_at":"soon","payload":{"class":"A","args":[5]},"queue":"z"}"#)
    #expect(
      try await newest(app) == ["5 z_failed", "3 mail_failed", "2 mail_failed", "4 z_failed", "1 mail_failed"])
  }

  @Test func `a name whose key is no list, or that has no key, holds no failures`() async throws {
    let app = try App()
    try fail(1, at: 100, in: "mail_failed", app: app)
    try app.call("SADD", "resque:failed_queues", "odd_failed", "gone_failed", "failed", "")
    try app.call("SET", "resque:odd_failed", "x")
    #expect(try await newest(app) == ["1 mail_failed"])
    #expect(try await app.failedList.count() == 1)
    #expect(try await app.failedList.found() == .perQueue)
    try app.call("SET", "resque:failed", "x")
    await #expect(throws: InspectorError.self) { try await app.failedList.count() }
  }

  @Test func `the backend is found by what Redis holds`() async throws {
    let app = try App()
    #expect(try await app.failedList.found() == .list)
    try fail(1, at: 100, in: "failed", app: app)
    #expect(try await app.failedList.found() == .list)
    try fail(2, at: 200, in: "mail_failed", app: app)
    #expect(try await app.failedList.found() == .perQueue)
    try fail(3, at: 300, in: "failed", "mail_failed", app: app)
    #expect(try await app.failedList.found() == .both)
    try app.call("DEL", "resque:failed")
    #expect(try await app.failedList.found() == .perQueue)
  }
}
