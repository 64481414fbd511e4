import LifeboatFormat
import LifeboatInspector
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// What a checkup says of queues and of what waits for its time.
@Suite struct QueueChecksTests {
  private func push(_ app: App, _ queue: String, _ jobs: Int = 1) throws {
    try app.call("SADD", "resque:queues", queue)
    for number in 0..<jobs { try app.call("RPUSH", "resque:queue:\(queue)", #"{"class":"A","args":[\#(number)]}"#) }
  }

  @Test func `jobs without any worker are one problem`() async throws {
    let app = try App()
    try app.call("SADD", "resque:queues", "drained")
    #expect(try await app.findings("unserved").map(\.level) == [.fine])
    try push(app, "a b:c,é😀", 2)
    try push(app, "mail")
    let findings = try await app.findings("unserved")
    #expect(
      findings.map(\.sentence) == ["no worker is registered, and 3 jobs wait in 2 queues: a b:c,é😀, mail"])
    #expect(findings[0].advice == "start one: `lifeboat work --queue 'a b:c,é😀'`, or a Ruby worker")
  }

  @Test func `a queue that no pattern covers is a problem of its own`() async throws {
    let app = try App()
    for queue in ["mail", "mail_slow", "other"] { try push(app, queue) }
    try app.call("SADD", "resque:workers", "far:1:mail*,!mail_slow")
    #expect(
      try await app.diagnosis("unserved") == [
        "problem: 1 job waits in the queue mail_slow, which no worker serves",
        "problem: 1 job waits in the queue other, which no worker serves",
      ])
    try app.call("SADD", "resque:workers", "far:2:*")
    #expect(try await app.findings("unserved").map(\.level) == [.fine])
  }

  @Test func `of many unserved queues some are named`() async throws {
    let app = try App()
    for number in 0..<13 { try push(app, "q\(number)") }
    try app.call("SADD", "resque:workers", "far:1:other")
    let findings = try await app.findings("unserved")
    #expect(findings.count == 11)
    #expect(findings.last?.sentence == "and 3 queues more, with 3 jobs")
  }

  @Test func `pauses are said while jobs wait`() async throws {
    let app = try App()
    try app.call("SADD", "resque:lifeboat:resque:paused", "mail", "empty")
    #expect(try await app.findings("pauses").map(\.level) == [.fine])
    try push(app, "mail", 2)
    #expect(try await app.diagnosis("pauses") == ["note: 2 jobs wait in paused queues: mail"])
    try app.call("SET", "resque:pause-all-workers", "true")
    #expect(
      try await app.diagnosis("pauses").first
        == "warning: all workers are paused (the key pause-all-workers is set); 2 jobs wait")
  }

  @Test func `how long the next job has waited is said of Sidekiq's queues`() async throws {
    let app = try SidekiqApp()
    func job(_ age: Double) -> String { #"{"class":"A","args":[],"jid":"1","enqueued_at":\#(wallClock() - age)}"# }
    try app.push([job(5)], to: "fresh")
    #expect(try await app.diagnosis("waits") == ["fine: no job has waited for long"])
    try app.push([job(1_000.5), job(5)], to: "slow one")
    try app.push([job(100_000)], to: "stuck")
    let found = try await app.diagnosis("waits")
    #expect(found[0].hasPrefix("warning: the next job of the queue stuck has waited for 1d 3h"))
    #expect(found[1].hasPrefix("note: the next job of the queue slow one has waited for 16m"))
    #expect(found.count == 2)
  }

  @Test func `what is overdue is a problem, in both formats`() async throws {
    let app = try App()
    let now = Int(wallClock())
    for second in [now - 20, now + 100] {
      try app.call("ZADD", "resque:delayed_queue_schedule", "\(second)", "\(second)")
    }
    #expect(try await app.findings("overdue").map(\.level) == [.fine])
    try app.call("ZADD", "resque:delayed_queue_schedule", "\(now - 7_205)", "\(now - 7_205)")
    let found = try await app.diagnosis("overdue")
    #expect(found.count == 1)
    #expect(found[0].hasPrefix("problem: 1 bucket of delayed jobs is overdue for 2h"))
    let other = try SidekiqApp()
    for number in 0..<3 { try other.call("ZADD", "retry", Int(wallClock()) - 300, failedJob(number)) }
    try other.call("ZADD", "schedule", Int(wallClock()) + 300, failedJob(9))
    let overdue = try await other.diagnosis("overdue")
    #expect(overdue.count == 1)
    #expect(overdue[0].hasPrefix("problem: 3 retries are overdue, the first for 5m"))
  }

  @Test func `buckets that the schedule does not name are a problem`() async throws {
    let app = try App()
    try app.call("ZADD", "resque:delayed_queue_schedule", "4102444800", "4102444800")
    try app.call("RPUSH", "resque:delayed:4102444800", "{}")
    try app.call("HSET", "resque:delayed:last_enqueued_at", "cron", "x")
    #expect(try await app.findings("buckets").map(\.level) == [.fine])
    try app.call("RPUSH", "resque:delayed:4102444801", "{}", "{}")
    try app.call("ZADD", "resque:delayed_queue_schedule", "4102444802", "4102444802")
    #expect(
      try await app.diagnosis("buckets") == [
        "problem: 2 delayed jobs lie in 1 bucket that delayed_queue_schedule does not name: nobody will run them",
        "note: 1 time in delayed_queue_schedule has no jobs",
      ])
  }

  @Test func `a dead set that is nearly full is noted, a full one is a warning`() async throws {
    let app = try SidekiqApp()
    let fill = "for i = 1, tonumber(ARGV[1]) do redis.call('ZADD', KEYS[1], i, i) end"
    try app.call("EVAL", fill, 1, "dead", 8_999)
    #expect(try await app.diagnosis("dead-set") == ["fine: the dead set has room"])
    try app.call("EVAL", fill, 1, "dead", 9_000)
    #expect(try await app.diagnosis("dead-set").first?.hasPrefix("note: the dead set has 9000 jobs") == true)
    try app.call("EVAL", fill, 1, "dead", 9_999)
    try app.call("RPUSH", "lifeboat:sidekiq:overflow", "1.5:{}")
    #expect(
      try await app.diagnosis("dead-set") == [
        "warning: the dead set is full with 9999 jobs: Ruby drops the oldest with each that dies",
        "note: 1 dead job is kept beside the dead set, where Ruby's pages do not show it",
      ])
  }
}
