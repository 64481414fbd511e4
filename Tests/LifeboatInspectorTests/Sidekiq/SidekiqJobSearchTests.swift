import LifeboatFormat
import LifeboatInspector
import LifeboatRedis
import LifeboatTestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct SidekiqJobSearchTests {
  private let app: SidekiqApp
  private let own = "lifeboat:sidekiq:"

  init() throws {
    app = try SidekiqApp()
  }

  private func find(_ set: (inout JobFilter) throws -> Void) async throws -> JobFindings {
    var filter = JobFilter()
    try set(&filter)
    return try await JobSearch(connection: app.connection, dialect: app.dialect, filter: filter).run(limit: 100)
  }

  private func job(_ number: Int) -> String {
    #"{"class":"A","args":[1],"queue":"q\#(number)","jid":"j\#(number)"}"#
  }

  /// One job in every place.
  private func fill() throws {
    try app.call("ZADD", "schedule", "4102444800.5", job(1))
    try app.call("ZADD", "retry", "4102444801.5", job(2))
    try app.push([#"{"class":"B","args":[]}"#, job(3)], to: "q3")
    try app.call("HSET", own + "processes", "inc", "1")
    try app.call("HSET", own + "process:inc", "host", "box", "pid", "77")
    try app.call("HSET", own + "inflight:inc", "5:q4", job(4))
    try app.call("SADD", own + "workers:inc", "box:77:ours")
    try app.call("SADD", "processes", "ruby:9:n", "box:77:ours")
    for name in ["ruby:9:n:work", "box:77:ours:work"] {
      var payload = JSONWriter()
      payload.string(job(5))
      let text = String(decoding: payload.bytes, as: UTF8.self)
      try app.call("HSET", name, "t", #"{"queue":"q5","payload":\#(text),"run_at":1795252445}"#)
    }
    try app.call("ZADD", own + "snoozed", "1790000000123", "6:q6")
    try app.call("HSET", own + "snoozed:jobs", "6:q6", job(6))
    try app.call("ZADD", "dead", "7.5", job(7))
    try app.call("RPUSH", own + "overflow", "8.5:" + job(8))
  }

  @Test func `a job is found in every place, in the order of a job's life`() async throws {
    try fill()
    let wanted = try WantedJob(className: "A", arguments: Array("[1]".utf8), dialect: app.dialect)
    let findings = try await find { $0.job = wanted }
    #expect(findings.unreadable == [])
    #expect(findings.jobs.map(\.queue) == (1...8).map { "q\($0)" })
    #expect(findings.jobs.map(\.jid) == (1...8).map { "j\($0)" })
    let id = { (entry: String, list: String) in FailureID(entry: Array(entry.utf8), list: list) }
    #expect(
      findings.jobs.map(\.place) == [
        .delayed(until: 4_102_444_800), .retry(until: 4_102_444_801, id: id(job(2), "retry")), .queue(position: 1),
        .inFlight(incarnation: "inc", host: "box", pid: 77),
        .running(worker: "ruby:9:n", since: "2026-11-21T09:14:05Z"), .snoozed(until: 1_790_000_000_123),
        .failed(list: "dead", id: id(job(7), "dead")),
        .failed(list: "overflow", id: id("8.5:" + job(8), "overflow")),
      ])
  }

  @Test(arguments: 1...8)
  func `a job is found by its id, wherever it is`(number: Int) async throws {
    try fill()
    #expect(try await find { $0.jid = "j\(number)" }.jobs.map(\.queue) == ["q\(number)"])
    #expect(try await find { $0.jid = "j" }.jobs.isEmpty)
  }

  @Test func `wherever the whole of a place has the wrong type, the others are looked at`() async throws {
    let keys = [
      "schedule", "retry", "queues", own + "processes", "processes", own + "snoozed", "dead", own + "overflow",
    ]
    for key in keys { try app.call("SET", key, "text") }
    let findings = try await find { _ in }
    #expect(findings.jobs.isEmpty)
    #expect(Set(findings.unreadable.map(\.key)) == Set(keys))
  }
}
