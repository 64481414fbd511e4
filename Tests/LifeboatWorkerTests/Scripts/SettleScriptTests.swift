import LifeboatFormat
import LifeboatRedis
import Testing

@testable import LifeboatWorker

struct SettleScriptTests {
  private let scripts: Scripts
  private var session: RedisSession { scripts.session }
  private var inflight: String { scripts.own.inflight("me") }

  init() throws {
    scripts = try Scripts()
    try scripts.register("me")
    try session.push("a", "p1", "p2", "p3", "p4")
    _ = try scripts.lease("me", ["a"])
  }

  private func dump() throws -> [String: RedisValue] {
    var dump: [String: RedisValue] = [:]
    for key in try session.keys() { dump[key] = try session.run("DUMP", key) }
    return dump
  }

  @Test func `who is no member settles nothing`() throws {
    try session.run("HDEL", scripts.own.processes, "me")
    let before = try dump()
    let reply = try scripts.settle(
      "me", succeeded: ["1:a"], ["F", "2:a", "entry", "", "", "R", "3:a", "a", "Z", "4:a", "5"])
    #expect(reply.string == "LOST")
    #expect(try dump() == before)
  }

  @Test func `what succeeded is gone and counted`() throws {
    #expect(try scripts.settle("me", succeeded: ["1:a", "3:a"]).int == 2)
    #expect(try session.hash(inflight) == ["2:a": "p2", "4:a": "p4"])
    #expect(try session.text("resque:stat:processed") == "2")
    #expect(try session.text("resque:stat:failed") == nil)
  }

  @Test func `what failed lies at the end of the failed list and is counted twice, as Ruby counts`() throws {
    try session.run("RPUSH", "resque:failed", "older")
    #expect(try scripts.settle("me", ["F", "1:a", "entry 1", "", "", "F", "2:a", "entry 2", "", ""]).int == 2)
    #expect(try session.list("resque:failed") == ["older", "entry 1", "entry 2"])
    #expect(try session.text("resque:stat:processed") == "2")
    #expect(try session.text("resque:stat:failed") == "2")
    #expect(try session.hash(inflight) == ["3:a": "p3", "4:a": "p4"])
  }

  @Test func `what is returned stands in front in its order, the queue is known, nothing is counted`() throws {
    try session.push("a", "waiting")
    #expect(try scripts.settle("me", ["R", "4:a", "a", "R", "3:a", "a", "R", "2:a", "a"]).int == 3)
    #expect(try session.list("resque:queue:a") == ["p2", "p3", "p4", "waiting"])
    #expect(try session.members("resque:queues") == ["a"])
    #expect(try session.hash(inflight) == ["1:a": "p1"])
    #expect(try session.keys("resque:stat:*") == [])
  }

  @Test func `what is snoozed waits for its time, bytes untouched, nothing counted`() throws {
    let before = try redisMilliseconds()
    #expect(try scripts.settle("me", ["Z", "1:a", "90000"]).int == 1)
    let due = try #require(try session.run("ZSCORE", scripts.own.snoozed, "1:a").string.flatMap { Int($0) })
    #expect((before + 90_000...(try redisMilliseconds()) + 90_000).contains(due))
    #expect(try session.hash(scripts.own.snoozedJobs) == ["1:a": "p1"])
    #expect(try session.hash(inflight)["1:a"] == nil)
    #expect(try session.keys("resque:stat:*") == [])
  }

  private func redisMilliseconds() throws -> Int {
    let time = try #require(try session.run("TIME").array?.compactMap { $0.string.flatMap { Int($0) } })
    return time[0] * 1000 + time[1] / 1000
  }

  @Test func `a repeat after a lost reply changes nothing and counts nothing`() throws {
    let triples = ["F", "2:a", "entry", "", "", "R", "3:a", "a", "Z", "4:a", "5"]
    #expect(try scripts.settle("me", succeeded: ["1:a"], triples).int == 4)
    let after = try dump()
    #expect(try scripts.settle("me", succeeded: ["1:a"], triples).int == 0)
    #expect(try dump() == after)
  }

  @Test(arguments: ["abc", "", "9223372036854775807", "1.5"])
  func `a counter that cannot count stops nothing and doubles nothing`(garbage: String) throws {
    try session.run("SET", "resque:stat:failed", garbage)
    try session.run("SET", "resque:stat:processed", garbage)
    for expected in [2, 0] {
      #expect(try scripts.settle("me", succeeded: ["1:a"], ["F", "2:a", "entry", "", ""]).int == expected)
    }
    #expect(try session.list("resque:failed") == ["entry"])
    #expect(try session.hash(inflight) == ["3:a": "p3", "4:a": "p4"])
    #expect(try session.text("resque:stat:failed") == garbage)
  }

  @Test func `an outcome that Redis cannot take leaves its job in flight`() throws {
    try session.run("SET", "resque:failed", "no list")
    #expect(throws: RedisError.self) { try scripts.settle("me", ["F", "1:a", "entry", "", ""]) }
    #expect(try session.hash(inflight)["1:a"] == "p1")
    try session.run("DEL", "resque:failed")
    #expect(try scripts.settle("me", ["F", "1:a", "entry", "", ""]).int == 1)
    #expect(try session.list("resque:failed") == ["entry"])
    #expect(try session.text("resque:stat:failed") == "1")
  }

  @Test func `an outcome that Redis cannot take keeps no other from being settled and counted`() throws {
    try session.run("SET", "resque:queue:odd", "no list")
    let triples = ["F", "1:a", "entry", "", "", "R", "2:a", "odd", "R", "3:a", "a"]
    for _ in 1...2 {
      #expect(throws: RedisError.self) { try scripts.settle("me", succeeded: ["4:a"], triples) }
    }
    #expect(try session.hash(inflight) == ["2:a": "p2"])
    #expect(try session.list("resque:queue:a") == ["p3"])
    #expect(try session.list("resque:failed") == ["entry"])
    #expect(try session.text("resque:stat:processed") == "2")
    #expect(try session.text("resque:stat:failed") == "1")
  }

  @Test(arguments: UnwritableQueues.allCases)
  func `a queue whose name cannot be noted gets its job back once, and the others are settled`(
    queues: UnwritableQueues
  ) throws {
    try queues.happen(to: session)
    let triples = ["R", "2:a", "a", "R", "1:a", "a", "F", "3:a", "entry", "", ""]
    for expected in [4, 0] {
      #expect(try scripts.settle("me", succeeded: ["4:a"], triples).int == expected)
    }
    #expect(try session.list("resque:queue:a") == ["p1", "p2"])
    #expect(try session.list("resque:failed") == ["entry"])
    #expect(try session.hash(inflight) == [:])
    #expect(try session.text("resque:stat:processed") == "2")
  }

  @Test func `an equal payload that succeeds clears the suspicion, another does not`() throws {
    let suspect = try session.run("EVAL", "return redis.sha1hex('p1')", "0").string ?? ""
    let other = try session.run("EVAL", "return redis.sha1hex('else')", "0").string ?? ""
    try session.run("HSET", scripts.own.poison, suspect, "2:1", other, "1:1")
    #expect(try scripts.settle("me", succeeded: ["2:a"], ["F", "3:a", "entry", "", ""]).int == 2)
    #expect(try session.hash(scripts.own.poison) == [suspect: "2:1", other: "1:1"])
    #expect(try scripts.settle("me", succeeded: ["1:a"]).int == 1)
    #expect(try session.hash(scripts.own.poison) == [other: "1:1"])
  }

  @Test func `five hundred outcomes fit one call`() throws {
    try session.push("b", (1...500).map { "\($0)" })
    var fields: [String] = []
    while fields.count < 500 {
      let jobs = try scripts.leased("me", ["b"])
      fields += stride(from: 0, to: jobs.count, by: 2).map { jobs[$0] }
    }
    #expect(try scripts.settle("me", succeeded: fields).int == 500)
    #expect(try session.hash(inflight).count == 4)
  }

  @Test func `what failed goes to the list of its queue where the app keeps it there`() throws {
    try session.push("mail: é", "p5")
    _ = try scripts.lease("me", ["mail: é"])
    #expect(try scripts.settle("me", ["F", "5:mail: é", "entry", "", ""], failures: .perQueue).int == 1)
    #expect(try session.list("resque:mail: é_failed") == ["entry"])
    #expect(try session.members("resque:failed_queues") == ["mail: é_failed"])
    #expect(try session.keys("resque:failed") == [])
    #expect(try session.hash(inflight)["5:mail: é"] == nil)
    #expect(try session.text("resque:stat:failed") == "1")
  }

  @Test func `what failed goes to both kinds of lists where the app keeps it in both`() throws {
    #expect(try scripts.settle("me", ["F", "1:a", "entry", "", ""], failures: .both).int == 1)
    #expect(try session.list("resque:failed") == ["entry"])
    #expect(try session.list("resque:a_failed") == ["entry"])
    #expect(try session.text("resque:stat:failed") == "1")
  }

  @Test(arguments: ["resque:failed", "resque:a_failed"])
  func `a failure that one of two lists cannot take is written to neither, and stays in flight`(broken: String) throws {
    try session.run("SET", broken, "no list")
    let error = #expect(throws: RedisError.self) {
      try scripts.settle("me", ["F", "1:a", "entry", "", ""], failures: .both)
    }
    #expect(error?.code == "WRONGTYPE")
    #expect(try session.hash(inflight)["1:a"] == "p1")
    try session.run("DEL", broken)
    #expect(try scripts.settle("me", ["F", "1:a", "entry", "", ""], failures: .both).int == 1)
    #expect(try session.list("resque:failed") == ["entry"])
    #expect(try session.list("resque:a_failed") == ["entry"])
  }
}
