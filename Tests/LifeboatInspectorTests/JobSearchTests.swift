import LifeboatFormat
import LifeboatInspector
import LifeboatRedis
import LifeboatTestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct JobSearchTests {
  private let app: App
  private let own = "resque:lifeboat:resque:"

  init() throws {
    app = try App()
  }

  private func find(limit: Int = 100, _ set: (inout JobFilter) throws -> Void = { _ in }) async throws -> JobFindings {
    var filter = JobFilter()
    try set(&filter)
    return try await JobSearch(connection: app.connection, dialect: app.dialect, filter: filter).run(limit: limit)
  }

  private func push(_ text: String, to queue: String) throws {
    try app.call("SADD", "resque:queues", queue)
    try app.call("RPUSH", "resque:queue:\(queue)", text)
  }

  /// One job in every place.
  private func fill() throws {
    let job = #"{"class":"A","args":[1]}"#
    try push(#"{"class":"B","args":[]}"#, to: "a b")
    try push(job, to: "a b")
    try app.call("ZADD", "resque:delayed_queue_schedule", "4102444800", "4102444800")
    try app.call("RPUSH", "resque:delayed:4102444800", #"{"class":"A","args":[1],"queue":"later"}"#)
    try app.call("HSET", own + "processes", "inc", "1")
    try app.call("HSET", own + "process:inc", "host", "box", "pid", "77")
    try app.call("HSET", own + "inflight:inc", "5:mail:high", job)
    for id in ["ruby:9:mail", "box~lifeboat1:77:mail", "odd"] { try app.call("SADD", "resque:workers", id) }
    let working = #"{"queue":"mail","run_at":"2026-11-21T09:12:17Z","payload":{"class":"A","args":[1]}}"#
    try app.call("SET", "resque:worker:ruby:9:mail", working)
    try app.call("SET", "resque:worker:box~lifeboat1:77:mail", working)
    try app.call("ZADD", own + "snoozed", "1790000000123", "6:mail")
    try app.call("HSET", own + "snoozed:jobs", "6:mail", job)
    try app.fail(Array(job.utf8), queue: "🛟")
    try app.call("SADD", "resque:failed_queues", "mail_failed")
    try app.call("RPUSH", "resque:mail_failed", #"{"payload":{"class":"A","args":[1]},"queue":"mail"}"#)
  }

  @Test func `a job is found in every place, in the order of a job's life`() async throws {
    try fill()
    let job = try WantedJob(className: "A", arguments: Array("[1]".utf8), dialect: app.dialect)
    let findings = try await find { $0.job = job }
    #expect(findings.unreadable == [])
    #expect(!findings.isCut)
    #expect(findings.jobs.map(\.queue) == ["later", "a b", "mail:high", "mail", "mail", "🛟", "mail"])
    let places = findings.jobs.map(\.place)
    #expect(
      places.prefix(5) == [
        .delayed(until: 4_102_444_800), .queue(position: 1), .inFlight(incarnation: "inc", host: "box", pid: 77),
        .running(worker: "ruby:9:mail", since: "2026-11-21T09:12:17Z"), .snoozed(until: 1_790_000_000_123),
      ])
    let entry = try #require(try app.list("resque:failed").first)
    #expect(places[5] == .failed(list: "failed", id: FailureID(entry: entry, list: "failed")))
    guard case .failed("mail_failed", _) = places[6] else {
      Issue.record("\(places[6])")
      return
    }
    let exact = findings.jobs.map { job.likeness(of: $0.bytes, record: $0.record) == .exact }
    #expect(exact == [false, true, true, true, true, true, true])
  }

  @Test func `filters are met together`() async throws {
    try fill()
    #expect(try await find { $0.queue = "mail" }.jobs.count == 3)
    #expect(try await find { $0.className = "B" }.jobs.map(\.place) == [.queue(position: 0)])
    #expect(try await find { $0.text = #""later""# }.jobs.map(\.queue) == ["later"])
    let none = try await find {
      $0.className = "B"
      $0.queue = "mail"
    }
    #expect(none.jobs.isEmpty)
    #expect(try await find().jobs.count == 8)
  }

  @Test func `it stops at the limit, and says whether there is more`() async throws {
    try fill()
    let cut = try await find(limit: 2)
    #expect(cut.jobs.count == 2)
    #expect(cut.isCut)
    #expect(try await find(limit: 8).isCut == false)
  }

  @Test func `a job of thousands is found at its position, the newest copy first`() async throws {
    var command = RedisCommand("RPUSH", "resque:queue:mail")
    for number in 0..<5_000 { command.append(job(number % 2_500)) }
    _ = try app.session.call(command)
    try app.call("SADD", "resque:queues", "mail")
    let wanted = WantedJob(bytes: job(7))
    let findings = try await find { $0.job = wanted }
    #expect(findings.jobs.map(\.place) == [.queue(position: 2_507), .queue(position: 7)])
    #expect(try await find(limit: 10_000).jobs.count == 5_000)
  }

  @Test func `malformed payloads are shown as such, wherever they are`() async throws {
    try push("junk", to: "mail")
    try app.call("RPUSH", "resque:failed", "nonsense")
    try app.call("RPUSH", "resque:failed", #"{"payload":null,"queue":"mail"}"#)
    try app.call("SADD", "resque:workers", "r:1:q")
    try app.call("SET", "resque:worker:r:1:q", "no JSON")
    try app.call("HSET", own + "processes", "inc", "1")
    try app.call("HSET", own + "inflight:inc", "nofield", #"["array"]"#)
    let findings = try await find()
    #expect(
      findings.jobs.map { String(decoding: $0.bytes, as: UTF8.self) } == [
        "junk", #"["array"]"#, "no JSON", #"{"payload":null,"queue":"mail"}"#, "nonsense",
      ])
    for job in findings.jobs { #expect((try? job.record.get()) == nil) }
    #expect(try await find { $0.className = "A" }.jobs.isEmpty)
    #expect(try await find { $0.text = "unk" }.jobs.count == 1)
  }

  @Test func `keys of the wrong type are reported and hide nothing else`() async throws {
    try fill()
    try app.call("ZADD", "resque:delayed_queue_schedule", "5", "5", "1", "1.5", "2", "+2")
    try app.call("SET", "resque:delayed:5", "text")
    try push("x", to: "zoo")
    try app.call("SET", "resque:queue:zoo", "text")
    try app.call("HSET", own + "processes", "other", "1")
    try app.call("SET", own + "inflight:other", "text")
    try app.call("SADD", "resque:workers", "r:1:q")
    try app.call("SADD", "resque:worker:r:1:q", "text")
    try app.call("SADD", "resque:failed_queues", "x_failed")
    try app.call("SET", "resque:x_failed", "text")
    let findings = try await find { $0.className = "A" }
    #expect(findings.jobs.count == 7)
    #expect(
      findings.unreadable.map(\.key) == [
        "resque:delayed:+2", "resque:delayed:1.5", "resque:delayed:5", "resque:queue:zoo", own + "inflight:other",
        "resque:worker:r:1:q", "resque:x_failed",
      ])
  }

  @Test func `a name that is no text is reported`() async throws {
    for key in ["resque:queues", "resque:workers", "resque:failed_queues"] {
      _ = try app.session.call(RedisCommand("SADD", key, [0x61, 0xFF] as [UInt8]))
    }
    let findings = try await find()
    #expect(findings.unreadable.map(\.key) == ["resque:queues", "resque:workers", "resque:failed_queues"])
    #expect(Set(findings.unreadable.map(\.reason)) == ["the name a\u{FFFD} in it is no UTF-8"])
  }

  @Test func `a job that becomes delayed meanwhile is found, and a delayed one only once`() async throws {
    try app.call("ZADD", "resque:delayed_queue_schedule", "5", "5")
    for _ in 0..<2 { try app.call("RPUSH", "resque:delayed:5", #"{"class":"A","args":[0],"queue":"q"}"#) }
    var command = RedisCommand("RPUSH", "resque:queue:mail")
    for number in 0..<30_000 { command.append(job(number)) }
    _ = try app.session.call(command)
    try app.call("SADD", "resque:queues", "mail")
    try app.fail(Array(#"{"class":"A","args":[1]}"#.utf8))
    var filter = JobFilter()
    filter.className = "A"
    let search = JobSearch(connection: app.connection, dialect: app.dialect, filter: filter)
    let running = Task { try await search.run(limit: 100) }
    try await eventually("the delayed jobs were looked at") {
      let stats = try app.call("INFO", "commandstats").string ?? ""
      // The last call finds no more of them.
      return stats.contains("cmdstat_zrange:") && !stats.contains("cmdstat_zrange:calls=1,")
    }
    try app.call("DEL", "resque:failed")
    try app.call("ZADD", "resque:delayed_queue_schedule", "6", "6")
    try app.call("RPUSH", "resque:delayed:6", #"{"class":"A","args":[1],"queue":"q"}"#)
    let places = try await running.value.jobs.map(\.place)
    #expect(places == [.delayed(until: 5), .delayed(until: 5), .delayed(until: 6)])
    #expect(try await find(limit: 3) { $0.className = "A" }.isCut == false)
    #expect(try await find(limit: 2) { $0.className = "A" }.isCut)
  }

  @Test func `wherever the whole of a place has the wrong type, the others are looked at`() async throws {
    let keys = [
      "resque:delayed_queue_schedule", "resque:queues", own + "processes", "resque:workers", own + "snoozed",
      "resque:failed", "resque:failed_queues",
    ]
    for key in keys { try app.call("SET", key, "text") }
    let findings = try await find()
    #expect(findings.jobs.isEmpty)
    #expect(findings.unreadable.map(\.key) == keys)
  }

  @Test func `a job that a worker could not embed is found by its own bytes`() async throws {
    try app.fail(Array("{\"class\":\"A\",\"args\":[\"\u{0}".utf8))
    let wanted = WantedJob(bytes: Array("{\"class\":\"A\",\"args\":[\"\u{0}".utf8))
    let findings = try await find { $0.job = wanted }
    #expect(findings.jobs.count == 1)
  }

  @Test func `a dead Redis is an error`() async throws {
    app.redis.kill()
    let error = await #expect(throws: InspectorError.self) { try await find() }
    #expect(error?.description.hasPrefix("Redis cannot be reached: ") == true)
  }
}
