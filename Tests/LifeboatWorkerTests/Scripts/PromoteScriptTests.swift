import LifeboatFormat
import LifeboatRedis
import Testing

@testable import LifeboatWorker

struct PromoteScriptTests {
  private let scripts: Scripts
  private var session: RedisSession { scripts.session }
  private let schedule = "resque:delayed_queue_schedule"

  init() throws { scripts = try Scripts() }

  private func dump() throws -> [String: RedisValue] {
    var dump: [String: RedisValue] = [:]
    for key in try session.keys() { dump[key] = try session.run("DUMP", key) }
    return dump
  }

  @Test func `jobs go to their queues in order, and nothing of them stays`() throws {
    for entry in ["d1", "d2", "d3"] { try scripts.delay(entry, at: 1000) }
    let groups = ["Q", "d1", "a:b", "p1", "F", "d2", "", "entry", "Q", "d3", "a:b", "p3"]
    #expect(try scripts.promote(1000, groups) == (3, ""))
    #expect(try session.list("resque:queue:a:b") == ["p1", "p3"])
    #expect(try session.list("resque:failed") == ["entry"])
    #expect(try session.keys() == ["resque:failed", "resque:queue:a:b", "resque:queues"])
    #expect(try session.members("resque:queues") == ["a:b"])
  }

  @Test func `a repeat after a lost reply moves nothing`() throws {
    for entry in ["d1", "d2"] { try scripts.delay(entry, at: 1000) }
    #expect(try scripts.promote(1000, ["Q", "d1", "a", "p1"]) == (1, ""))
    let after = try dump()
    #expect(try scripts.promote(1000, ["Q", "d1", "a", "p1"]) == (0, ""))
    #expect(try dump() == after)
    #expect(try session.run("ZCARD", schedule).int == 1)
  }

  @Test func `nothing moves once a scheduler holds its lock`() throws {
    try scripts.delay("d1", at: 1000)
    try session.run("SET", scripts.keys.schedulerLock, "box:1")
    let before = try dump()
    #expect(try scripts.promote(1000, ["Q", "d1", "a", "p1"]) == (0, ""))
    #expect(try dump() == before)
  }

  @Test func `who finds another job in front stops there`() throws {
    for entry in ["other", "d1"] { try scripts.delay(entry, at: 1000) }
    #expect(try scripts.promote(1000, ["Q", "d1", "a", "p1"]) == (0, ""))
    #expect(try session.list("resque:delayed:1000") == ["other", "d1"])
  }

  @Test func `an equal job in the bucket keeps the bucket among its times, another time stays too`() throws {
    for _ in 1...2 { try scripts.delay("d", at: 1000) }
    try scripts.delay("d", at: 2000)
    #expect(try scripts.promote(1000, ["Q", "d", "a", "p"]) == (1, ""))
    #expect(try session.members("resque:timestamps:d") == ["delayed:1000", "delayed:2000"])
    #expect(try scripts.promote(1000, ["Q", "d", "a", "p"]) == (1, ""))
    #expect(try session.members("resque:timestamps:d") == ["delayed:2000"])
    #expect(try session.list("resque:queue:a") == ["p", "p"])
  }

  @Test func `a bucket that is empty goes from the schedule, and no other does`() throws {
    try session.run("ZADD", schedule, "1000.5", "1000.5", "1000", "1000", "3000", "3000")
    #expect(try scripts.promote(1000, []) == (0, ""))
    #expect(try session.run("ZRANGE", schedule, "0", "-1").array?.map(\.string) == ["1000.5", "3000"])
  }

  @Test func `a queue that is no list keeps its job and those behind it, and says so`() throws {
    for entry in ["d1", "d2", "d3"] { try scripts.delay(entry, at: 1000) }
    try session.run("SET", "resque:queue:odd", "x")
    let (moved, refusal) = try scripts.promote(
      1000, ["Q", "d1", "a", "p1", "Q", "d2", "odd", "p2", "Q", "d3", "a", "p3"])
    #expect(moved == 1)
    #expect(refusal?.hasPrefix("WRONGTYPE") == true)
    #expect(try session.list("resque:delayed:1000") == ["d2", "d3"])
    #expect(try session.members("resque:timestamps:d2") == ["delayed:1000"])
  }

  @Test(arguments: UnwritableQueues.allCases)
  func `a queue whose name cannot be noted gets its job once`(queues: UnwritableQueues) throws {
    try scripts.delay("d1", at: 1000)
    try queues.happen(to: session)
    for expected in [1, 0] { #expect(try scripts.promote(1000, ["Q", "d1", "a", "p1"]) == (expected, "")) }
    #expect(try session.list("resque:queue:a") == ["p1"])
  }

  @Test func `times of another type stop nothing`() throws {
    try scripts.delay("d1", at: 1000)
    try session.run("DEL", "resque:timestamps:d1")
    try session.run("SET", "resque:timestamps:d1", "x")
    for expected in [1, 0] { #expect(try scripts.promote(1000, ["Q", "d1", "a", "p1"]) == (expected, "")) }
    #expect(try session.list("resque:queue:a") == ["p1"])
  }
}
