import LifeboatFormat
import LifeboatRedis
import Testing

@testable import LifeboatWorker

struct BeatScriptTests {
  private let scripts: Scripts
  private let id = "box~lifeboat1:7:a"
  private var session: RedisSession { scripts.session }

  init() throws {
    scripts = try Scripts()
    try scripts.register("me", ids: [id])
  }

  @Test func `who is no member publishes nothing and is not revived`() throws {
    #expect(try scripts.beat("other", 2, ["seen", "x:1:a", "t", "s", "on", "x:1:a", "job", ""]).string == "LOST")
    #expect(try session.hash(scripts.own.processes) == ["me": "1"])
    #expect(try session.members("resque:workers") == [id])
    #expect(try session.keys("resque:worker:x*") == [])
  }

  @Test func `a beat raises the number and tells of the others and of what is in flight`() throws {
    try scripts.register("other")
    try session.push("a", "1", "2")
    _ = try scripts.lease("me", ["a"])
    let reply = try #require(try scripts.beat("me", 2).array)
    #expect(reply.first?.int == 2)
    let members = reply.dropFirst(2).map { $0.string ?? "" }
    #expect(members.sorted() == ["1", "2", "me", "other"])
    #expect(try session.hash(scripts.own.processes) == ["me": "2", "other": "1"])
  }

  @Test func `a slot is shown with its job and then without`() throws {
    _ = try scripts.beat("me", 2, ["on", id, "the record", ""])
    #expect(try session.text("resque:worker:\(id)") == "the record")
    _ = try scripts.beat("me", 3, ["off", id, "", ""])
    #expect(try session.text("resque:worker:\(id)") == nil)
  }

  @Test func `a slot's counters grow, and one that cannot stops no beat`() throws {
    _ = try scripts.beat("me", 2, ["stat", id, "3", "0"])
    #expect(try session.text("resque:stat:processed:\(id)") == "3")
    #expect(try session.text("resque:stat:failed:\(id)") == nil)
    try session.run("SET", "resque:stat:failed:\(id)", "abc")
    let reply = try scripts.beat("me", 3, ["stat", id, "2", "1", "on", id, "later", ""])
    #expect(reply.array?.first?.int == 0)
    #expect(try session.text("resque:stat:processed:\(id)") == "5")
    #expect(try session.text("resque:stat:failed:\(id)") == "abc")
    #expect(try session.text("resque:worker:\(id)") == "later")
  }

  @Test func `a worker that somebody pruned is there again`() throws {
    try session.run("SREM", "resque:workers", id)
    try session.run("HDEL", "resque:workers:heartbeat", id)
    try session.run("DEL", "resque:worker:\(id):started")
    _ = try scripts.beat("me", 2, ["seen", id, "now", "began"])
    #expect(try session.members("resque:workers") == [id])
    #expect(try session.hash("resque:workers:heartbeat") == [id: "now"])
    #expect(try session.text("resque:worker:\(id):started") == "began")
  }

  @Test func `a worker that is there keeps the time when it started`() throws {
    _ = try scripts.beat("me", 2, ["seen", id, "now", "later"])
    #expect(try session.text("resque:worker:\(id):started") == "start-time")
    #expect(try session.hash("resque:workers:heartbeat") == [id: "now"])
  }

  private func snooze(_ field: String, _ payload: String, due: String) throws {
    try session.run("ZADD", scripts.own.snoozed, due, field)
    try session.run("HSET", scripts.own.snoozedJobs, field, payload)
  }

  @Test func `snoozed jobs that are due go to the back of their queues, the others stay`() throws {
    try session.push("mail:high", "waiting")
    try snooze("1:mail:high", "first", due: "1000")
    try snooze("2:b", "second", due: "2000")
    try snooze("3:b", "not yet", due: "99999999999999")
    _ = try scripts.beat("me", 2)
    #expect(try session.list("resque:queue:mail:high") == ["waiting", "first"])
    #expect(try session.list("resque:queue:b") == ["second"])
    #expect(try session.members("resque:queues") == ["b", "mail:high"])
    #expect(try session.hash(scripts.own.snoozedJobs) == ["3:b": "not yet"])
    #expect(try session.run("ZCARD", scripts.own.snoozed).int == 1)
  }

  @Test func `at most five hundred snoozed jobs go back in one beat`() throws {
    for number in 1...550 { try snooze("\(number):a", "\(number)", due: String(number)) }
    _ = try scripts.beat("me", 2)
    #expect(try session.list("resque:queue:a") == (1...500).map(String.init))
    _ = try scripts.beat("me", 3)
    #expect(try session.length("resque:queue:a") == 550)
    #expect(try session.keys(scripts.own.snoozed + "*") == [])
  }

  @Test(arguments: UnwritableQueues.allCases)
  func `a snoozed job goes back once to a queue whose name cannot be noted, and the beat goes on`(
    queues: UnwritableQueues
  ) throws {
    try snooze("1:a", "first", due: "1")
    try snooze("2:b", "second", due: "2")
    try queues.happen(to: session)
    for number in 2...3 {
      #expect(try scripts.beat("me", number).array?.map { $0.string ?? "" }.suffix(2) == ["me", "\(number)"])
    }
    #expect(try session.list("resque:queue:a") == ["first"])
    #expect(try session.list("resque:queue:b") == ["second"])
    #expect(try session.keys(scripts.own.snoozed + "*") == [])
  }

  @Test func `a snoozed job whose queue is no list waits on and stops neither the beat nor the others`() throws {
    try session.run("SET", "resque:queue:odd", "text")
    try snooze("1:odd", "stuck", due: "1")
    try snooze("2:b", "free", due: "2")
    #expect(try scripts.beat("me", 2).array?.first?.int == 0)
    #expect(try session.list("resque:queue:b") == ["free"])
    #expect(try session.hash(scripts.own.snoozedJobs) == ["1:odd": "stuck"])
    try session.run("DEL", "resque:queue:odd")
    _ = try scripts.beat("me", 3)
    #expect(try session.list("resque:queue:odd") == ["stuck"])
  }
}
