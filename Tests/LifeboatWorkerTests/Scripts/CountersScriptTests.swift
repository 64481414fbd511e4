import LifeboatRedis
import Testing

@testable import LifeboatWorker

struct CountersScriptTests {
  private let scripts: Scripts
  private var session: RedisSession { scripts.session }

  init() throws { scripts = try Scripts() }

  private func read(_ pairs: String...) throws -> [RedisValue] {
    try session.run(.counters, keys: [], arguments: pairs).array ?? []
  }

  /// The keys that resque-retry 1.8.1 was seen to write for these arguments.
  @Test func `the keys are those of Ruby`() throws {
    try session.run("SET", "resque:resque-retry:RetryDelayed:98411f8ae62d639ccead48852b648f39acea49c0", "0")
    try session.run("SET", "resque:resque-retry:RetryBackoff:356a192b7913b04c54574d18c28d46e6395428ab", "3")
    try session.run("SET", "resque:resque-retry:RetryForever", "7")
    let prefix = "resque:resque-retry:"
    let reply = try read(prefix + "RetryDelayed", "1-é x", prefix + "RetryBackoff", "1", prefix + "RetryForever", "")
    #expect(
      reply.map(\.string) == [
        "98411f8ae62d639ccead48852b648f39acea49c0", "0", "356a192b7913b04c54574d18c28d46e6395428ab", "3", "", "7",
      ])
  }

  @Test func `a counter that is not there is null, one that is no string says so`() throws {
    try session.run("RPUSH", "odd", "x")
    try session.run("SET", "text", "abc")
    let reply = try read("none", "", "odd", "", "text", "")
    #expect(reply == [.bytes([]), .null, .bytes([]), .bytes(bytes("UNREADABLE")), .bytes([]), .bytes(bytes("abc"))])
    #expect(try session.keys() == ["odd", "text"])
  }
}
