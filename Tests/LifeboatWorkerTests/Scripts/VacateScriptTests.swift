import LifeboatFormat
import LifeboatRedis
import Testing

@testable import LifeboatWorker

struct VacateScriptTests {
  private let scripts: Scripts
  private let ids = ["box~lifeboat1:7:a,b", "box~lifeboat2:7:a,b"]
  private var session: RedisSession { scripts.session }

  init() throws {
    scripts = try Scripts()
    try scripts.register("me", ids: ids)
  }

  private func hash(of payload: String) throws -> String {
    try session.run("EVAL", "return redis.sha1hex(ARGV[1])", "0", payload).string ?? ""
  }

  private func now() throws -> Int { try session.run("TIME").array?.first?.int ?? 0 }

  /// Lets an incarnation lease what is there, and ends it as one that was seen dead.
  private func die(_ name: String, suspects: Int = 1, entries: [(String, String)]) throws -> VacateCall.Answer {
    try scripts.register(name)
    _ = try scripts.lease(name, ["a"])
    return try scripts.vacate(name, deadAt: "1", suspects: suspects, entries: entries)
  }

  @Test func `who is no member is gone already`() throws {
    #expect(try scripts.vacate("other") == .gone)
    #expect(try session.members("resque:workers") == ids)
  }

  @Test func `a number that has moved saves a life`() throws {
    try session.push("a", "1")
    _ = try scripts.lease("me", ["a"])
    _ = try scripts.beat("me", 2)
    #expect(try scripts.vacate("me", deadAt: "1", suspects: 2) == .alive)
    #expect(try session.hash(scripts.own.inflight("me")) == ["1:a": "1"])
    #expect(try session.members("resque:workers") == ids)
    #expect(try session.keys(scripts.own.poison) == [])
  }

  @Test func `jobs return in order to the front of their queues`() throws {
    try session.push("a", (1...12).map { "a\($0)" })
    try session.push("b:c", "b1", "b2")
    _ = try scripts.lease("me", ["a", "b:c"])
    try session.push("a", "waiting")
    try session.push("b:c", "waiting")
    #expect(try scripts.vacate("me") == .done(returned: 14, poisoned: 0))
    let expected = (1...12).map { "a\($0)" } + ["waiting"]
    #expect(try session.list("resque:queue:a") == expected)
    #expect(try session.list("resque:queue:b:c") == ["b1", "b2", "waiting"])
    #expect(try session.members("resque:queues") == ["a", "b:c"])
  }

  @Test func `it leaves no trace but the sequence and the jobs`() throws {
    try session.push("a", "1")
    _ = try scripts.lease("me", ["a"])
    _ = try scripts.beat("me", 2, ids.flatMap { ["on", $0, "record", "", "stat", $0, "2", "1"] })
    #expect(try scripts.vacate("me", deadAt: "2") == .done(returned: 1, poisoned: 0))
    let kept = [scripts.own.sequence, "resque:queue:a", "resque:queues"].sorted()
    #expect(try session.keys() == kept)
    #expect(try scripts.vacate("me") == .gone)
  }

  @Test(arguments: UnwritableQueues.allCases)
  func `jobs return once to a queue whose name cannot be noted`(queues: UnwritableQueues) throws {
    try session.push("a", "1", "2")
    _ = try scripts.lease("me", ["a"])
    try queues.happen(to: session)
    #expect(try scripts.vacate("me", deadAt: "1", suspects: 1) == .done(returned: 2, poisoned: 0))
    #expect(try scripts.vacate("me", deadAt: "1", suspects: 1) == .gone)
    #expect(try session.list("resque:queue:a") == ["1", "2"])
    #expect(try session.hash(scripts.own.inflight("me")) == [:])
    #expect(try session.hash(scripts.own.processes) == [:])
  }

  @Test func `the third death makes a job poison: recorded once, counted, its neighbours returned`() throws {
    try session.push("a", "killer", "neighbour")
    for (death, name) in ["one", "two", "three"].enumerated() {
      let field = "\(2 * death + 1):a"
      let answer = try die(name, entries: [(field, "entry of \(field)")])
      #expect(answer == (death == 2 ? .done(returned: 1, poisoned: 1) : .done(returned: 2, poisoned: 0)))
    }
    #expect(try session.list("resque:queue:a") == ["neighbour"])
    #expect(try session.list("resque:failed") == ["entry of 5:a"])
    #expect(try session.text("resque:stat:failed") == "1")
    #expect(try session.text("resque:stat:processed") == "1")
    #expect(try session.keys(scripts.own.poison) == [])
  }

  @Test func `only the oldest jobs, as many as there are slots, are suspects`() throws {
    try session.push("a", "1", "2", "3")
    #expect(try die("dead", suspects: 2, entries: []) == .done(returned: 3, poisoned: 0))
    let poison = try session.hash(scripts.own.poison)
    #expect(Set(poison.keys) == [try hash(of: "1"), try hash(of: "2")])
    #expect(poison.values.allSatisfy { $0.hasPrefix("1:") })
    #expect(try session.run("TTL", scripts.own.poison).int ?? 0 > 86_000)
  }

  @Test(arguments: [(86_300, true), (86_500, false)])
  func `a suspicion is forgotten after a day`(age: Int, isRemembered: Bool) throws {
    try session.push("a", "killer")
    let hash = try hash(of: "killer")
    try session.run("HSET", scripts.own.poison, hash, "2:\(try now() - age)")
    let answer = try die("dead", entries: [("1:a", "entry")])
    #expect(answer == (isRemembered ? .done(returned: 0, poisoned: 1) : .done(returned: 1, poisoned: 0)))
    #expect(try session.hash(scripts.own.poison)[hash]?.hasPrefix("1:") == (isRemembered ? nil : true))
  }

  @Test func `poison without an entry to record is returned and stays suspect`() throws {
    try session.push("a", "killer")
    try session.run("HSET", scripts.own.poison, try hash(of: "killer"), "5:\(try now())")
    #expect(try die("dead", entries: []) == .done(returned: 1, poisoned: 0))
    #expect(try session.list("resque:queue:a") == ["killer"])
    #expect(try session.hash(scripts.own.poison)[try hash(of: "killer")]?.hasPrefix("6:") == true)
    #expect(try session.keys("resque:failed") == [])
  }

  @Test func `poison goes to the list of its queue where the app keeps failures there`() throws {
    try session.push("a", "killer")
    try session.run("HSET", scripts.own.poison, try hash(of: "killer"), "2:\(try now())")
    try scripts.register("dead")
    _ = try scripts.lease("dead", ["a"])
    let answer = try scripts.vacate(
      "dead", deadAt: "1", suspects: 1, entries: [("1:a", "entry")], failures: .perQueue)
    #expect(answer == .done(returned: 0, poisoned: 1))
    #expect(try session.list("resque:a_failed") == ["entry"])
    #expect(try session.members("resque:failed_queues") == ["a_failed"])
    #expect(try session.keys("resque:failed") == [])
  }

  @Test func `poison that no failed list can take is returned and stays suspect`() throws {
    try session.run("SET", "resque:failed", "no list")
    try session.push("a", "killer")
    try session.run("HSET", scripts.own.poison, try hash(of: "killer"), "2:\(try now())")
    #expect(try die("dead", entries: [("1:a", "entry")]) == .done(returned: 1, poisoned: 0))
    #expect(try session.list("resque:queue:a") == ["killer"])
    #expect(try session.hash(scripts.own.poison)[try hash(of: "killer")]?.hasPrefix("3:") == true)
    #expect(try session.keys("resque:stat:*") == [])
  }

  @Test func `who leaves by itself makes nobody suspect`() throws {
    try session.push("a", "1")
    _ = try scripts.lease("me", ["a"])
    #expect(try scripts.vacate("me") == .done(returned: 1, poisoned: 0))
    #expect(try session.keys(scripts.own.poison) == [])
  }

  @Test func `a queue that is no list holds back its own jobs, not the others, and the incarnation can end later`()
    throws
  {
    try session.push("a", "a1", "a2")
    try session.push("odd", "o1")
    _ = try scripts.lease("me", ["a", "odd"])
    try session.run("SET", "resque:queue:odd", "text")
    for _ in 1...3 {
      #expect(throws: RedisError.self) {
        try scripts.vacate("me", deadAt: "1", suspects: 3, entries: [("3:odd", "entry")])
      }
    }
    #expect(try session.keys("resque:failed") == [])
    #expect(try session.hash(scripts.own.processes) == ["me": "1"])
    #expect(try session.list("resque:queue:a") == ["a1", "a2"])
    #expect(try session.hash(scripts.own.inflight("me")) == ["3:odd": "o1"])
    try session.run("DEL", "resque:queue:odd")
    #expect(try scripts.vacate("me", deadAt: "1") == .done(returned: 1, poisoned: 0))
    #expect(try session.list("resque:queue:odd") == ["o1"])
  }
}
