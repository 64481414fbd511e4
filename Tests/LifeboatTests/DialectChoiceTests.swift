import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport
import Testing

@testable import Lifeboat

@Suite struct DialectChoiceTests {
  private func found(_ setup: [[String]], namespace: String? = nil) async throws -> any Dialect {
    let redis = try RedisServer()
    defer { redis.stop() }
    let session = redis.session()
    for words in setup { _ = try session.call(RedisCommand(words)) }
    session.close()
    let choice = try DialectChoice(flag: nil, variable: nil, namespace: namespace)
    return try await choice.dialect(on: RedisConnection(url: redis.url)).worker
  }

  @Test(arguments: [
    ["SADD", "queues", "mail"], ["SADD", "processes", "a:1:b"], ["ZADD", "schedule", "1", "x"],
    ["ZADD", "retry", "1", "x"], ["ZADD", "dead", "1", "x"], ["SET", "stat:processed", "1"],
    ["HSET", "lifeboat:sidekiq:processes", "a", "1"], ["RPUSH", "lifeboat:sidekiq:overflow", "x"],
  ])
  func `a trace of Sidekiq is Sidekiq`(words: [String]) async throws {
    let dialect = try await found([words])
    #expect((dialect.name, dialect.namespace) == ("sidekiq", ""))
  }

  @Test(arguments: [
    [], ["SADD", "resque:queues", "mail"], ["SADD", "resque:workers", "a"], ["RPUSH", "resque:failed", "x"],
    ["SET", "resque:stat:failed", "1"], ["SET", "unrelated", "x"],
    ["HSET", "resque:lifeboat:resque:processes", "a", "1"],
  ])
  func `a trace of Resque is Resque, and so is nothing`(words: [String]) async throws {
    let dialect = try await found(words.isEmpty ? [] : [words])
    #expect((dialect.name, dialect.namespace) == ("resque", "resque"))
  }

  @Test func `traces of both must be told apart by somebody`() async throws {
    let error = await #expect(throws: UsageError.self) {
      try await found([["SADD", "queues", "mail"], ["SADD", "resque:queues", "mail"]])
    }
    #expect(error?.description.contains("--dialect resque or --dialect sidekiq") == true)
  }

  @Test func `in one namespace only keys that the other system lacks tell`() async throws {
    let shared = [["SADD", "app:queues", "mail"], ["SET", "app:stat:processed", "1"]]
    #expect(try await found(shared, namespace: "app").name == "resque")
    let sidekiq = try await found(shared + [["ZADD", "app:retry", "1", "x"]], namespace: "app:")
    #expect((sidekiq.name, sidekiq.namespace) == ("sidekiq", "app"))
    #expect(try await found(shared + [["SADD", "app:workers", "x"]], namespace: "app").name == "resque")
  }

  @Test func `a flag wins over the environment, and neither asks Redis`() async throws {
    let nowhere = RedisConnection(url: try RedisURL("redis://127.0.0.1:1"))
    let flag = try DialectChoice(flag: "resque", variable: "sidekiq", namespace: nil)
    #expect(try await flag.dialect(on: nowhere).worker.name == "resque")
    let variable = try DialectChoice(flag: nil, variable: "sidekiq", namespace: "NS")
    #expect(try await variable.dialect(on: nowhere).worker.keys.queues == "NS:queues")
    let open = try DialectChoice(flag: nil, variable: nil, namespace: nil)
    await #expect(throws: RedisError.self) { try await open.dialect(on: nowhere) }
  }

  @Test func `a name that is none is refused, with where it stood`() {
    #expect(throws: UsageError.self) { try DialectChoice(flag: "rescue", variable: nil, namespace: nil) }
    let error = #expect(throws: UsageError.self) {
      try DialectChoice(flag: nil, variable: "x\n", namespace: nil)
    }
    #expect(error?.description.hasPrefix("LIFEBOAT_DIALECT: expected resque or sidekiq, got x") == true)
  }
}
