import LifeboatFormat
import LifeboatInspector
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// What a checkup says of jobs, and of operations on those that failed.
@Suite struct JobChecksTests {
  @Test func `a job that cannot be read is a problem in a queue and a note among failures`() async throws {
    let app = try App()
    try app.call("SADD", "resque:queues", "a b")
    try app.call("RPUSH", "resque:queue:a b", #"{"class":"A","args":[]}"#, "junk\u{1B}", "[]")
    try app.call("RPUSH", "resque:failed", "junk")
    let findings = try await app.findings("unreadable")
    #expect(findings.map(\.level) == [.problem, .note])
    #expect(
      findings[0].sentence
        == "2 jobs of the queue a b cannot be read, such as that of place 1: The payload is not valid JSON: at byte 0 a"
        + #" value was expected, but there is "junk\u{1b}"."#)
    #expect(findings[0].advice?.contains("`lifeboat queue show 'a b' --offset 1`") == true)
    #expect(findings[1].sentence.hasPrefix("1 job of the set failed cannot be read, such as that of id "))
  }

  @Test func `Sidekiq's sets are looked into, each with its own advice`() async throws {
    let app = try SidekiqApp()
    try app.call("ZADD", "retry", 4_102_444_800, "junk")
    try app.call("ZADD", "schedule", 4_102_444_800, "junk")
    try app.call("ZADD", "dead", 1, "junk")
    try app.call("RPUSH", "lifeboat:sidekiq:overflow", "1.5:junk", "1.5:" + failedJob(1))
    let found = try await app.diagnosis("unreadable").map { String($0.prefix { $0 != "," }) }
    #expect(
      found == [
        "warning: 1 job of the set schedule cannot be read", "warning: 1 job of the set retry cannot be read",
        "note: 1 job of the set dead cannot be read", "note: 1 job of the set overflow cannot be read",
      ])
  }

  @Test func `jobs of paid features are said, with why they are not run`() async throws {
    let app = try SidekiqApp()
    try app.push([#"{"class":"A","args":[],"jid":"1","bid":"b1"}"#], to: "mail")
    try app.call("ZADD", "dead", 1, #"{"class":"A","args":["x"],"jid":"2","encrypt":true}"#)
    let found = try await app.diagnosis("paid-features")
    #expect(found.count == 2)
    #expect(
      found[0]
        == "warning: 1 job of 2 of a batch of Sidekiq Pro, which would not hear of the end, such as that of place 0 in"
        + " the queue mail")
    #expect(
      found[1].hasPrefix("note: 1 job of 2 with arguments that Sidekiq Enterprise has encrypted, such as that of id "))
  }

  @Test func `large jobs are a warning, the largest named`() async throws {
    let app = try App()
    try app.call("SADD", "resque:queues", "mail")
    try app.call(
      "RPUSH", "resque:queue:mail", #"{"class":"Big","args":["\#(String(repeating: "x", count: 150_000))"]}"#)
    #expect(
      try await app.diagnosis("large-jobs") == [
        "warning: 1 job of 1 has more than 100.0 kB; the largest, a Big, has 150.0 kB (the queue mail, place 0)"
      ])
  }

  @Test func `a class that nobody runs is a warning where all workers say what they run`() async throws {
    let app = try App()
    try app.call("SADD", "resque:queues", "mail")
    try app.call("RPUSH", "resque:queue:mail", #"{"class":"Mail","args":[]}"#, #"{"class":"New","args":[]}"#)
    try app.call("HSET", "resque:lifeboat:resque:processes", "one", "1")
    try app.call(
      "HSET", "resque:lifeboat:resque:process:one", "queues", #"["mail"]"#, "classes", #"["Mail"]"#)
    #expect(
      try await app.diagnosis("classes") == ["warning: no worker of the queue mail runs New: 1 job of 2 will fail"])
    try app.call("SADD", "resque:workers", "far:1:mail")
    #expect(try await app.findings("classes").map(\.level) == [.fine])
  }

  @Test func `large keys are noted`() async throws {
    let app = try App()
    try app.call("EVAL", "for i = 1, 100000 do redis.call('RPUSH', KEYS[1], i) end", "1", "resque:failed")
    let findings = try await app.findings("big-keys")
    #expect(findings.map(\.level) == [.note])
    #expect(findings[0].sentence.hasPrefix("resque:failed has 100000 entries, about "))
  }

  @Test func `operations that nobody goes on with are a problem, paused ones a note`() async throws {
    let app = try App()
    try app.fail(numbers: 0..<3)
    let operations = Operations(on: app.connection, dialect: app.dialect)
    let place = FailurePlace(name: "failed", key: "resque:failed", kind: .list)
    let record = try await operations.begin(
      OperationPlan(.requeue, of: FailureSelection(), in: [place], who: "me@here"))
    #expect(try await app.findings("operations").map(\.level) == [.fine])
    let key = "resque:lifeboat:resque:op:\(record.id)"
    try app.call("HSET", key, "started", String(record.startedAt - 7_200_000))
    let dead = try await app.diagnosis("operations")
    #expect(dead.count == 1)
    #expect(
      dead[0].hasPrefix("problem: operation \(record.id) holds 0 failures and is claiming, but made no step for 2h"))
    try await operations.pause(record.id)
    #expect(try await app.findings("operations").map(\.level) == [.note])
    try app.call("HSET", key, "state", "dreaming")
    #expect(
      try await app.diagnosis("operations")
        == ["warning: the record of operation \(record.id) cannot be read: its state is missing or unknown here"])
  }

  @Test func `failures of an operation without a record are a problem`() async throws {
    let app = try App()
    try app.call("RPUSH", "resque:lifeboat:resque:op:gone:todo:failed", "{}")
    #expect(
      try await app.diagnosis("operations") == [
        "problem: resque:lifeboat:resque:op:gone:todo:failed holds failures of an operation that is not recorded: no set"
          + " shows them"
      ])
  }
}
