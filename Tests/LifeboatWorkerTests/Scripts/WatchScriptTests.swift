import LifeboatFormat
import LifeboatRedis
import Testing

@testable import LifeboatWorker

struct WatchScriptTests {
  private let scripts: Scripts
  private var session: RedisSession { scripts.session }

  init() throws {
    scripts = try Scripts()
  }

  private func look(_ queues: [String], learnsQueues: Bool = false) throws -> [RedisValue] {
    try scripts.watch(queues, learnsQueues: learnsQueues).array ?? []
  }

  @Test func `empty queues give nothing to lease, and a job in any of them does`() throws {
    #expect(try look(["a", "b"]) == [.integer(0), .array([]), .array([])])
    try session.push("b", "1")
    #expect(try look(["a", "b"]) == [.integer(1), .array([]), .array([])])
    #expect(try look([]) == [.integer(0), .array([]), .array([])])
  }

  @Test func `nothing is to be leased while every worker is paused`() throws {
    try session.push("a", "1")
    try session.run("SET", scripts.keys.pauseAll, " True")
    #expect(try look(["a"]).first == .integer(0))
  }

  @Test func `a paused queue's jobs do not count, and its name is told`() throws {
    try session.push("a", "1")
    try session.run("SADD", scripts.own.pausedQueues, "a")
    #expect(try look(["a", "b"]) == [.integer(0), .array([.bytes(bytes("a"))]), .array([])])
    try session.push("b", "2")
    #expect(try look(["a", "b"]).first == .integer(1))
  }

  @Test func `what queues there are is told where it matters`() throws {
    try session.run("SADD", scripts.keys.queues, "mail")
    #expect(try look([], learnsQueues: true) == [.integer(0), .array([]), .array([.bytes(bytes("mail"))])])
  }

  @Test func `a queue that is no list holds nothing`() throws {
    try session.run("SET", scripts.keys.queue("a"), "text")
    #expect(try look(["a"]).first == .integer(0))
  }
}
