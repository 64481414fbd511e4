import LifeboatRedis
import LifeboatTestSupport
import Testing

struct RedisConnectionTests {
  @Test func `calls, pipelines and scripts work from async code`() async throws {
    try await withRedis { server in
      let connection = RedisConnection(url: server.url)
      #expect(try await connection.call(RedisCommand("INCR", "n")).int == 1)
      let replies = try await connection.pipeline([RedisCommand("INCR", "n"), RedisCommand("GET", "n")])
      #expect(replies.map(\.int) == [2, 2])
      let script = RedisScript(name: "add", source: "return redis.call('INCRBY', KEYS[1], ARGV[1])")
      #expect(try await connection.run(script, keys: ["n"], arguments: [40]).int == 42)
      let sum = try await connection.perform { session throws(RedisError) in
        try session.call(RedisCommand("INCR", "n")).int
      }
      #expect(sum == 43)
      #expect(await connection.server?.mayEvict == false)
      await connection.close()
      #expect(try await connection.call(RedisCommand("GET", "n")).int == 43)
    }
  }

  @Test(.timeLimit(.minutes(10))) func `sixty-four connections that block leave the shared pool free`() async throws {
    let server = try RedisServer()
    let watcher = server.session()
    let received = try await withThrowingTaskGroup(of: String?.self) { group in
      for _ in 0..<64 {
        group.addTask {
          let connection = RedisConnection(url: server.url)
          return try await connection.call(RedisCommand("BLPOP", "queue", 0), timeout: .seconds(50)).array?.last?.string
        }
      }
      // All of them wait, and this still runs on the pool.
      try await waitForBlocked(64, watcher)
      let work = (0..<16).map { number in Task { number } }
      for (number, task) in work.enumerated() { #expect(await task.value == number) }
      _ = try watcher.pipeline((0..<64).map { RedisCommand("RPUSH", "queue", $0) })
      return try await group.reduce(into: Set()) { $0.insert($1) }
    }
    #expect(received == Set((0..<64).map(String.init)))
  }
}
