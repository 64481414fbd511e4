import ArgumentParser
import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport
import LifeboatWorker
import Logging
import Testing

@testable import Lifeboat

/// Who says which dialect the jobs of a worker have.
struct WorkDialectTests {
  private let logger = Logger(label: "t") { _ in SwiftLogNoOpLogHandler() }

  private func file(_ text: String) throws -> HandlersFile {
    try HandlersFile.parse(text + "\nhandlers: { A: { builtin: discard } }\n", path: "h.yml")
  }

  private func configured(
    _ arguments: [String], _ text: String = "", code: any WorkerDialect = ResqueDialect()
  ) async throws -> any WorkerDialect {
    var configuration = WorkerConfiguration(
      source: Source(redis: try RedisURL("redis://h"), dialect: code, queues: ["a"]), logger: logger)
    try await WorkOptions.parse(arguments).apply(try file(text), to: &configuration)
    return configuration.source.dialect
  }

  @Test func `a flag wins over the handlers file, that over the code`() async throws {
    #expect(try await configured([]) is ResqueDialect)
    #expect(try await configured([], code: SidekiqDialect()) is SidekiqDialect)
    #expect(try await configured([], "dialect: sidekiq") is SidekiqDialect)
    #expect(try await configured([], "dialect: resque", code: SidekiqDialect()) is ResqueDialect)
    #expect(try await configured(["--dialect", "resque"], "dialect: sidekiq") is ResqueDialect)
    #expect(try await configured(["--dialect", "sidekiq"]) is SidekiqDialect)
  }

  @Test func `a namespace is that of whichever dialect it is`() async throws {
    let code = SidekiqDialect(namespace: "coded", maxRetries: 3)
    #expect(try await configured(["--namespace", "shop:"]).namespace == "shop")
    let named = try await configured(["--namespace", "shop"], code: code)
    #expect(named is SidekiqDialect && named.namespace == "shop")
    // What code says beside the name stays.
    let kept = try #require(try await configured(["--dialect", "sidekiq"], code: code) as? SidekiqDialect)
    #expect(kept.namespace == "coded" && kept.maxRetries == 3)
  }

  @Test func `what Redis holds says it where nobody does and it is asked`() async throws {
    let server = try RedisServer()
    let session = server.session()
    _ = try session.call(RedisCommand("SADD", "queues", "default"))
    func found(_ arguments: [String], _ text: String = "", looks: Bool = true) async throws -> String {
      let options = try WorkOptions.parse(["--redis", server.urlText] + arguments)
      return try await options.firstSource(try file(text), looksIntoRedis: looks, logger: logger).dialect.name
    }
    #expect(try await found([]) == "sidekiq")
    #expect(try await found([], looks: false) == "resque")
    #expect(try await found(["--dialect", "resque"]) == "resque")
    #expect(try await found([], "dialect: resque") == "resque")
    #expect(try await found(["QUEUE=a"]) == "resque")
    _ = try session.call(RedisCommand("SADD", "resque:queues", "default"))
    let error = await #expect(throws: UsageError.self) { try await found([]) }
    #expect(error?.description.contains("--dialect resque or --dialect sidekiq") == true)
    server.stop()
    await #expect(throws: RedisError.self) { try await found(["--drain"]) }
  }
}
