import LifeboatRedis
import Testing

@testable import LifeboatWorker

struct SidekiqCensusScriptTests {
  private let harness: SidekiqHarness
  private var session: RedisSession { harness.session }

  init() throws { harness = try SidekiqHarness() }

  private func census() throws -> Int? {
    try session.run(.sidekiqCensus, keys: ["processes", "process_cleanup"], arguments: [""]).int
  }

  @Test func `processes are counted, and those without a record taken out`() throws {
    try session.run("SADD", "processes", "box:1:a", "box:2:b", "box:3:c", "box:4:d")
    try session.run("HSET", "box:1:a", "info", "{}")
    try session.run("HSET", "box:3:c", "beat", "1")
    try session.run("SET", "box:4:d", "what is this")
    #expect(try census() == 2)
    #expect(try session.members("processes") == ["box:1:a", "box:4:d"])
  }

  @Test func `somebody looks once a minute, under Ruby's own lock`() throws {
    try session.run("SADD", "processes", "box:1:a")
    #expect(try census() == 0)
    #expect(try session.text("process_cleanup") == "1")
    let expiry = try #require(try session.run("TTL", "process_cleanup").int)
    #expect((50...60).contains(expiry))
    try session.run("SADD", "processes", "box:1:a")
    #expect(try census() == 1)
    try session.run("DEL", "process_cleanup")
    #expect(try census() == 0)
  }

  @Test func `without any process there is none`() throws {
    #expect(try census() == 0)
  }
}
