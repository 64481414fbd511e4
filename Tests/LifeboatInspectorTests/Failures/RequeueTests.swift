import LifeboatFormat
import LifeboatInspector
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// Requeues of failures that are in two lists.
@Suite struct RequeueTests {
  /// Records a failure of the job of that number.
  private func fail(_ number: Int, at second: Int, in list: String, _ app: App, mark: String? = nil) throws {
    var entry = ResqueFailure.encode(
      payload: job(number), queue: "mail", worker: "h:1:mail", exception: "RuntimeError", error: "no", failedAt: second)
    if let mark { entry = try Payload(entry).adding("retried_at", Array("\"\(mark)\"".utf8)).bytes }
    if list != "failed" { try app.call("SADD", "resque:failed_queues", list) }
    _ = try app.session.call(RedisCommand("RPUSH", "resque:\(list)", entry))
  }

  /// Why a failure stays that Ruby has marked in the other list.
  private func ruby(_ time: String) -> String {
    "Ruby requeued it already (\(time)); --retried moves it all the same"
  }

  private func list(_ app: App, _ backend: FailureBackend?) -> FailedList {
    FailedList(connection: app.connection, dialect: app.dialect, backend: backend)
  }

  @Test(arguments: [nil, FailureBackend.list, .perQueue, .both])
  func `both records leave, whichever lists are looked at and however far apart their times are`(
    backend: FailureBackend?
  ) async throws {
    let app = try App()
    try fail(1, at: 100_000, in: "failed", app)
    try fail(1, at: 7, in: "mail_failed", app)
    let failure = try #require(try await list(app, backend).newest(limit: 1).first)
    #expect(try await app.requeue(failure) == .moved)
    #expect(try app.list("resque:queue:mail") == [job(1)])
    #expect(try app.call("EXISTS", "resque:failed", "resque:mail_failed").int == 0)
  }

  @Test func `of several records that say the same the nearest in time is the twin`() async throws {
    let app = try App()
    try fail(1, at: 1_000, in: "failed", app)
    for second in [100, 990, 1_020, 5_000] { try fail(1, at: second, in: "mail_failed", app) }
    for number in 10..<1_200 { try fail(number, at: 6_000, in: "mail_failed", app) }
    let failure = try #require(try await list(app, .list).newest(limit: 1).first)
    #expect(try await list(app, .list).completing(failure).twin?.list == "mail_failed")
    #expect(try await app.requeue(failure) == .moved)
    let left = try app.list("resque:mail_failed").prefix(3).map { ResqueFailure.Entry(parsing: $0).failedAtSeconds }
    #expect(left == [100, 1_020, 5_000])
  }

  @Test func `a record with the same bytes is the twin before any other`() async throws {
    let app = try App()
    try fail(1, at: 100, in: "failed", app)
    try fail(1, at: 100, in: "mail_failed", app)
    try fail(1, at: 100, in: "mail_failed", app, mark: "x")
    let failure = try #require(try await list(app, .list).newest(limit: 1).first)
    #expect(try await app.requeue(failure) == .moved)
    #expect(try app.texts("resque:mail_failed").map { $0.contains("retried_at") } == [true])
  }

  @Test func `an entry whose twin is gone moves alone`() async throws {
    let app = try App()
    for list in ["failed", "mail_failed"] { try fail(1, at: 100, in: list, app) }
    let failure = try #require(try await app.failedList.newest(limit: 1).first)
    #expect(failure.twin != nil)
    try app.call("DEL", "resque:mail_failed")
    #expect(try await app.requeue(failure) == .moved)
    #expect(try await app.requeue(failure) == .left)
    #expect(try app.list("resque:queue:mail") == [job(1)])
  }

  @Test(arguments: [("failed", "mail_failed"), ("mail_failed", "failed")])
  func `what Ruby marked in one list is refused in both, unless that is wanted`(
    marked: String, other: String
  ) async throws {
    let app = try App()
    try fail(1, at: 100, in: marked, app, mark: "2026/01/01 00:00:00 UTC")
    try fail(1, at: 103, in: other, app)
    for backend in [FailureBackend.list, .perQueue] {
      let failure = try #require(try await list(app, backend).newest(limit: 1).first)
      #expect(
        try await app.requeue(failure) == (failure.set == marked ? .left : .refused(ruby("2026/01/01 00:00:00 UTC"))))
    }
    #expect(try app.call("EXISTS", "resque:failed", "resque:mail_failed", "resque:queue:mail").int == 2)
    let failure = try #require(try await app.failedList.newest(limit: 1).first)
    #expect(try await app.requeue(failure, retried: true) == .moved)
    #expect(try app.call("EXISTS", "resque:failed", "resque:mail_failed").int == 0)
  }

  @Test func `a record whose job Ruby wrote anew is the twin of one that has it as it was`() async throws {
    let app = try App()
    let entry = { (payload: String, mark: String) in
      #"{"failed_at":"2026/01/02 03:04:05 UTC","payload":\#(payload),"exception":"E","error":"x","queue":"mail"\#(mark)}"#
    }
    let written = #"{"class": "Mail", "args": ["\u00e9", 1e2]}"#
    try app.call("SADD", "resque:failed_queues", "mail_failed")
    try app.call("RPUSH", "resque:mail_failed", entry(written, ""))
    try app.call("RPUSH", "resque:failed", entry(#"{"class":"Mail","args":["é",100.0]}"#, #","retried_at":"then""#))
    let failure = try #require(try await list(app, .perQueue).newest(limit: 1).first)
    #expect(try await app.requeue(failure) == .refused(ruby("then")))
    #expect(try await app.requeue(failure, retried: true) == .moved)
    #expect(try app.texts("resque:queue:mail") == [written])
    #expect(try app.call("EXISTS", "resque:failed").int == 0)
  }

  @Test func `each of two equal entries is judged by its own twin`() async throws {
    let app = try App()
    for _ in 0..<2 { try fail(1, at: 100, in: "mail_failed", app) }
    try fail(1, at: 100, in: "failed", app, mark: "then")
    try fail(1, at: 100, in: "failed", app)
    let failure = try #require(try await list(app, .perQueue).newest(limit: 1).first)
    #expect(try await app.requeue(failure) == .moved)
    #expect(try await app.requeue(failure) == .refused(ruby("then")))
    #expect(try app.list("resque:queue:mail") == [job(1)])
  }

  @Test(arguments: [("failed", "mail_failed"), ("mail_failed", "failed")])
  func `a key of the wrong type where the twin would be stops nothing`(list: String, other: String) async throws {
    let app = try App()
    try fail(1, at: 100, in: list, app)
    let backend = list == "failed" ? FailureBackend.list : .perQueue
    let failure = try #require(try await self.list(app, backend).newest(limit: 1).first)
    try app.call("SET", "resque:\(other)", "x")
    #expect(try await app.requeue(failure) == .moved)
    #expect(try app.list("resque:queue:mail") == [job(1)])
  }

  @Test func `lists whose names look the same are two`() async throws {
    let app = try App()
    let names = ["caf\u{E9}", "cafe\u{301}"]
    for (number, name) in names.enumerated() {
      let entry = ResqueFailure.encode(
        payload: job(number), queue: name, worker: "h:1:*", exception: "E", error: "no", failedAt: number)
      try app.call("SADD", "resque:failed_queues", "\(name)_failed")
      _ = try app.session.call(RedisCommand("RPUSH", "resque:\(name)_failed", entry))
    }
    #expect(try await app.failedList.count() == 2)
    for failure in try await app.failedList.newest(limit: 9) {
      #expect(try await app.requeue(failure) == .moved)
    }
    for (number, name) in names.enumerated() { #expect(try app.list("resque:queue:\(name)") == [job(number)]) }
  }
}
