import LifeboatRedis
import LifeboatTestSupport
import Testing

@Suite struct ReadingScriptTests {
  @Test(arguments: RedisRelease.here)
  func `a script that only reads is run as such where Redis can, and loaded again when it is forgotten`(
    release: RedisRelease
  ) throws {
    let server = try RedisServer(RedisServer.Options(release: release))
    let session = server.session()
    let script = RedisScript(name: "look", writes: false, source: "return redis.call('LLEN', KEYS[1])")
    _ = try session.call(RedisCommand("RPUSH", "list", "a", "b"))
    #expect(try session.run(script, keys: ["list"]).int == 2)
    _ = try session.call(RedisCommand("SCRIPT", "FLUSH"))
    #expect(try session.run(script, keys: ["list"]).int == 2)
    let used = try session.call(RedisCommand("INFO", "commandstats")).string ?? ""
    let isNew = try #require(session.server).version >= ServerFacts.Version(7)
    #expect(used.contains("cmdstat_evalsha_ro:") == isNew)
    #expect(used.contains("cmdstat_evalsha:") != isNew)
  }
}
