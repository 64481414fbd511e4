import LifeboatFormat
import LifeboatRedis
import Testing

@testable import LifeboatWorker

struct RegisterScriptTests {
  @Test func `a new member has its record and the presence that Ruby reads`() throws {
    let scripts = try Scripts()
    let ids = ["box~lifeboat1:7:a,b", "box~lifeboat2:7:a,b"]
    #expect(try scripts.register("me", ids: ids, record: ["host", "box", "pid", "7"]).string == "OK")
    let session = scripts.session
    #expect(try session.hash(scripts.own.processes) == ["me": "1"])
    #expect(try session.hash(scripts.own.process("me")) == ["host": "box", "pid": "7"])
    #expect(try session.members(scripts.own.workers(of: "me")) == ids)
    #expect(try session.members("resque:workers") == ids)
    #expect(try session.hash("resque:workers:heartbeat") == [ids[0]: "beat-time", ids[1]: "beat-time"])
    for id in ids { #expect(try session.text("resque:worker:\(id):started") == "start-time") }
    // No job, no working record: Ruby takes one that exists for a job.
    #expect(try session.keys("resque:worker:*") == ids.map { "resque:worker:\($0):started" })
    for key in try session.keys() { #expect(try session.run("TTL", key).int == -1, "\(key)") }
  }

  @Test func `a thousand slots fit one call`() throws {
    let scripts = try Scripts()
    let ids = (1...1000).map { "box~lifeboat\($0):7:a" }
    #expect(try scripts.register("me", ids: ids).string == "OK")
    #expect(try scripts.session.run("SCARD", "resque:workers").int == 1000)
  }

  @Test func `members do not disturb each other`() throws {
    let scripts = try Scripts()
    try scripts.register("one", ids: ["x:1:a"])
    _ = try scripts.beat("one", 9)
    try scripts.register("two", ids: ["y:2:a"])
    #expect(try scripts.session.hash(scripts.own.processes) == ["one": "9", "two": "1"])
    #expect(try scripts.session.members("resque:workers") == ["x:1:a", "y:2:a"])
  }
}
