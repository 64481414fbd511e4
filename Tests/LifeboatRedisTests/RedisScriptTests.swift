import LifeboatRedis
import LifeboatTestSupport
import Testing

struct RedisScriptTests {
  private let join = RedisScript(name: "join", source: "return KEYS[1] .. ARGV[1] .. ARGV[2]")
  private let count = RedisScript(name: "count", source: "return redis.call('INCR', KEYS[1])")

  @Test func `a script gets its keys and arguments`() throws {
    let server = try RedisServer()
    let session = server.session()
    #expect(try session.run(join, keys: ["a"], arguments: ["b", 3]).string == "ab3")
    #expect(try session.run(join, keys: ["a"], arguments: [[0x63] as [UInt8], "d"]).string == "acd")
  }

  @Test func `a script that Redis forgot is loaded again`() throws {
    let server = try RedisServer()
    let session = server.session()
    #expect(try session.run(count, keys: ["n"]).int == 1)
    _ = try server.session().call(RedisCommand("SCRIPT", "FLUSH"))
    #expect(try session.run(count, keys: ["n"]).int == 2)
    try server.restart()
    #expect(try session.run(count, keys: ["n"]).int == 1)
  }

  @Test func `scripts forgotten in the middle of a pipeline still answer at their places`() throws {
    let server = try RedisServer()
    let session = server.session()
    var counting = try session.command(for: count, keyCount: 1)
    counting.append("n")
    var joining = try session.command(for: join, keyCount: 1)
    joining.append(each: ["a", "b", "c"])
    let replies = try session.pipeline([
      counting, RedisCommand("SCRIPT", "FLUSH"), counting, joining, RedisCommand("ECHO", "last"), counting,
    ])
    #expect(replies.map { $0.int.map(String.init) ?? $0.string } == ["1", "OK", "2", "abc", "last", "3"])
  }

  @Test func `an error inside a script names the script`() throws {
    let server = try RedisServer()
    let broken = RedisScript(name: "broken", source: "return redis.call('LPUSH', KEYS[1])")
    let error = #expect(throws: RedisError.self) { try server.session().run(broken, keys: ["a"]) }
    #expect(error.map { "\($0)".hasPrefix("Redis refused EVALSHA broken: ERR ") } == true)
    let nonsense = RedisScript(name: "nonsense", source: "this is not Lua")
    let other = #expect(throws: RedisError.self) { try server.session().run(nonsense, keys: []) }
    #expect(other.map { "\($0)".hasPrefix("Redis refused SCRIPT LOAD nonsense: ERR ") } == true)
  }
}
