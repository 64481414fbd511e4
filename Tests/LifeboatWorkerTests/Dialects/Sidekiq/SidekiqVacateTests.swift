import LifeboatFormat
import LifeboatRedis
import Testing

@testable import LifeboatWorker

/// What an incarnation of Sidekiq's dialect leaves behind.
struct SidekiqVacateTests {
  private let harness: SidekiqHarness
  private var session: RedisSession { harness.session }

  init() throws { harness = try SidekiqHarness() }

  private func register(_ name: String, _ jobs: String...) throws {
    try session.run("HSET", harness.own.processes, name, "7")
    try session.run("SADD", harness.own.workers(of: name), "box:1:\(name)")
    try session.run("SADD", "processes", "box:1:\(name)")
    for key in ["box:1:\(name)", "box:1:\(name):work", "box:1:\(name):workers"] {
      try session.run("HSET", key, "a", "b")
    }
    for (index, job) in jobs.enumerated() {
      try session.run("HSET", harness.own.inflight(name), "\(index + 1):q", job)
    }
  }

  private func vacate(_ name: String, suspects: Int = 0, entry: String = "entry") throws -> VacateCall.Answer {
    try VacateCall(
      dialect: harness.dialect, incarnation: name, endings: SidekiqEndings(dialect: harness.dialect), deadAt: "7",
      suspects: suspects, poisonLimit: 3, entries: [(bytes("1:q"), bytes(entry))]
    ).run(on: session)
  }

  @Test func `its jobs are the next to be taken, in order, and Ruby sees it no more`() throws {
    try harness.push("q", "waiting")
    try register("one", "a", "b", "c")
    #expect(try vacate("one") == .done(returned: 3, poisoned: 0))
    #expect(try harness.queue("q") == ["a", "b", "c", "waiting"])
    #expect(try session.keys() == ["queue:q", "queues"])
    #expect(try vacate("one") == .gone)
  }

  @Test func `a job that has killed three is in the dead set, counted as failed`() throws {
    for name in ["one", "two"] {
      try register(name, "killer")
      #expect(try vacate(name, suspects: 1) == .done(returned: 1, poisoned: 0))
      try session.run("DEL", "queue:q")
    }
    try register("three", "killer", "other")
    #expect(try vacate("three", suspects: 1) == .done(returned: 1, poisoned: 1))
    #expect(try harness.entries("dead").map { text($0) } == ["entry"])
    #expect(try harness.queue("q") == ["other"])
    let day = SidekiqMinute(of: Int(try harness.now())).day
    for key in ["stat:processed", "stat:failed", "stat:processed:\(day)", "stat:failed:\(day)"] {
      #expect(try session.text(key) == "1")
    }
    #expect(try session.run("TTL", "stat:failed:\(day)").int.map { $0 > 157_000_000 } == true)
  }

  @Test func `poison that cannot be buried goes back to its queue`() throws {
    try session.run("SET", "dead", "x")
    for name in ["one", "two", "three"] {
      try session.run("DEL", "queue:q")
      try register(name, "killer")
      #expect(try vacate(name, suspects: 1) == .done(returned: 1, poisoned: 0))
    }
    #expect(try harness.queue("q") == ["killer"])
  }

  @Test func `the third death buries a job with its error, its own bytes kept`() throws {
    let job = sidekiqJob("Kill", "[1.50]", with: #""x":1"#)
    let report = FailureReport(.crashedWorker, "its worker died")
    let entry = try #require(
      harness.dialect.parts.judge.burial(of: bytes(job), queue: "q", worker: "", report: report))
    let dead = try SidekiqPayload(entry)
    #expect(dead.errorClass == "Lifeboat::CrashedWorker")
    #expect(dead.queue == "q")
    #expect(dead.retryCount == 0)
    #expect(text(entry).hasPrefix(#"{"retry":true,"queue":"q","class":"Kill","args":[1.50],"#))
    #expect(harness.dialect.parts.judge.burial(of: bytes("{no"), queue: "q", worker: "", report: report) == nil)
  }

  @Test func `what kills is buried also where Ruby could not write it again, but not where it would break a page`() {
    let judge = harness.dialect.parts.judge
    let report = FailureReport(.crashedWorker, "its worker died")
    let infinite = bytes(sidekiqJob("Kill", "[1e999]"))
    #expect(judge.burial(of: infinite, queue: "q", worker: "", report: report) == infinite)
    let wrapped = bytes(sidekiqJob("Sidekiq::ActiveJob::Wrapper", "[]", with: #""wrapped":"A""#))
    #expect(judge.burial(of: wrapped, queue: "q", worker: "", report: report) == nil)
  }
}
