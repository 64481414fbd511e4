import LifeboatFormat
import LifeboatRedis
import Testing

@testable import LifeboatWorker

/// The kinds of the settle script that run a failed job again.
struct SettleRetryScriptTests {
  private let scripts: Scripts
  private var session: RedisSession { scripts.session }
  private var inflight: String { scripts.own.inflight("me") }

  init() throws {
    scripts = try Scripts()
    try scripts.register("me")
    try session.push("a", "p1", "p2")
    _ = try scripts.lease("me", ["a"])
  }

  private func again(
    _ field: String, counter: String = "counter", step: String = "1", seconds: String = "", queue: String = "a"
  ) -> [String] { ["A", field, queue, "again", counter, step, seconds] }

  private func delayed(_ field: String, _ milliseconds: Int, counter: String = "counter", failure: String = "failure")
    -> [String]
  { ["D", field, String(milliseconds), "later", counter, "1", "", failure, "120", "entry"] }

  private func dump() throws -> [String: RedisValue] {
    var dump: [String: RedisValue] = [:]
    for key in try session.keys() { dump[key] = try session.run("DUMP", key) }
    return dump
  }

  private func now() throws -> Double {
    let time = try session.run("TIME").array?.compactMap { $0.string.flatMap { Double($0) } } ?? []
    return try #require(time.first) + (try #require(time.last)) / 1_000_000
  }

  @Test func `at once: it stands at the end of its queue, is counted, and nothing is in the failed list`() throws {
    try session.push("a", "waiting")
    #expect(try scripts.settle("me", again("1:a")).int == 1)
    #expect(try session.list("resque:queue:a") == ["waiting", "again"])
    #expect(try session.hash(inflight) == ["2:a": "p2"])
    #expect(try session.text("counter") == "0")
    #expect(try session.text("resque:stat:processed") == "1")
    #expect(try session.text("resque:stat:failed") == "1")
    #expect(try session.keys("resque:failed*") == [])
  }

  @Test func `each attempt raises the counter, one that does not count only makes it`() throws {
    try session.run("SET", "counter", "4")
    #expect(try scripts.settle("me", again("1:a") + again("2:a", counter: "other", step: "0", seconds: "60")).int == 2)
    #expect(try session.text("counter") == "5")
    #expect(try session.run("TTL", "counter").int == -1)
    #expect(try session.text("other") == "-1")
    #expect((1...60).contains(try session.run("TTL", "other").int ?? 0))
  }

  @Test func `a job whose payload counts has no counter`() throws {
    #expect(
      try scripts.settle("me", again("1:a", counter: "") + delayed("2:a", 5000, counter: "", failure: "")).int == 2)
    #expect(try session.keys("counter") == [])
    #expect(try session.keys("failure") == [])
  }

  @Test(arguments: [2_001, 60_000, 90_500, 3_155_760_000_000])
  func `later: bucket, schedule and times are Ruby's, at the first whole second behind the delay`(delay: Int) throws {
    let before = try now()
    #expect(try scripts.settle("me", delayed("1:a", delay)).int == 1)
    let after = try now()
    let due = try #require(try session.run("ZRANGE", "resque:delayed_queue_schedule", "0", "-1").array?.first?.int)
    let wait = Double(delay) / 1000
    #expect(((before + wait - 0.001).rounded(.up)...(after + wait).rounded(.up)).contains(Double(due)))
    #expect(try session.run("ZSCORE", "resque:delayed_queue_schedule", "\(due)").string == "\(due)")
    #expect(try session.list("resque:delayed:\(due)") == ["later"])
    #expect(try session.members("resque:timestamps:later") == ["delayed:\(due)"])
    #expect(try session.text("failure") == "entry")
    #expect((1...120).contains(try session.run("TTL", "failure").int ?? 0))
    #expect(try session.hash(inflight) == ["2:a": "p2"])
    #expect(try session.keys("resque:failed*") == [])
    #expect(try session.text("resque:stat:failed") == "1")
  }

  @Test func `no bucket gets a job that is due within two seconds`() throws {
    let before = try now()
    #expect(try scripts.settle("me", delayed("1:a", 1)).int == 1)
    let due = try #require(try session.run("ZRANGE", "resque:delayed_queue_schedule", "0", "-1").array?.first?.int)
    #expect(Double(due) - before >= 2)
    #expect(Double(due) - (try now()) <= 3)
  }

  @Test func `a repeat after a lost reply changes nothing and counts nothing`() throws {
    let groups = again("1:a") + delayed("2:a", 60_000)
    #expect(try scripts.settle("me", groups).int == 2)
    let after = try dump()
    #expect(try scripts.settle("me", groups).int == 0)
    #expect(try dump() == after)
  }

  @Test func `who is no member retries nothing`() throws {
    try session.run("HDEL", scripts.own.processes, "me")
    let before = try dump()
    #expect(try scripts.settle("me", again("1:a") + delayed("2:a", 60_000)).string == "LOST")
    #expect(try dump() == before)
  }

  @Test func `a job given up takes its counter and its last failure along, another's stay`() throws {
    for key in ["counter", "failure", "other"] { try session.run("SET", key, "1") }
    #expect(
      try scripts.settle("me", ["F", "1:a", "entry", "counter", "failure", "F", "2:a", "plain", "", ""]).int == 2)
    #expect(try session.list("resque:failed") == ["entry", "plain"])
    #expect(try session.keys("counter") + session.keys("failure") + session.keys("other") == ["other"])
  }

  @Test func `a job given up keeps its counter while the failed list takes nothing`() throws {
    try session.run("SET", "counter", "1")
    try session.run("SET", "resque:failed", "no list")
    #expect(throws: RedisError.self) { try scripts.settle("me", ["F", "1:a", "entry", "counter", "failure"]) }
    #expect(try session.text("counter") == "1")
    #expect(try session.hash(inflight)["1:a"] == "p1")
  }

  @Test func `a job that succeeds takes its counter along, once`() throws {
    try session.run("SET", "counter", "1")
    #expect(try scripts.settle("me", succeeded: ["1:a"], ["C", "1:a", "counter"]).int == 1)
    #expect(try session.text("counter") == nil)
    try session.run("SET", "counter", "0")
    #expect(try scripts.settle("me", succeeded: ["1:a"], ["C", "1:a", "counter"]).int == 0)
    #expect(try session.text("counter") == "0")
    #expect(try session.text("resque:stat:processed") == "1")
  }

  @Test func `a queue or a schedule of another type keeps its job in flight, uncounted, and no other`() throws {
    try session.run("SET", "resque:delayed_queue_schedule", "no set")
    try session.run("SET", "resque:queue:odd", "no list")
    for _ in 1...2 {
      #expect(throws: RedisError.self) { try scripts.settle("me", delayed("1:a", 60_000) + again("2:a", queue: "odd")) }
    }
    #expect(try session.hash(inflight) == ["1:a": "p1", "2:a": "p2"])
    #expect(try session.keys("counter") + session.keys("*delayed:*") + session.keys("resque:stat:*") == [])
    try session.run("DEL", "resque:delayed_queue_schedule")
    #expect(throws: RedisError.self) { try scripts.settle("me", delayed("1:a", 60_000) + again("2:a", queue: "odd")) }
    #expect(try session.hash(inflight) == ["2:a": "p2"])
    #expect(try session.text("counter") == "0")
  }

  @Test func `a counter, times or a failure of another type stop nothing and double nothing`() throws {
    for key in ["counter", "resque:timestamps:later"] { try session.run("RPUSH", key, "x") }
    for expected in [1, 0] { #expect(try scripts.settle("me", delayed("1:a", 60_000)).int == expected) }
    #expect(try session.keys("resque:delayed:*").count == 1)
    #expect(try session.list("counter") == ["x"])
    #expect(try session.hash(inflight) == ["2:a": "p2"])
  }
}
