import ArgumentParser
import LifeboatFormat
import LifeboatRedis
import LifeboatWorker
import Logging
import Testing

@testable import Lifeboat

/// What flags do beside the sources of a handlers file.
struct WorkSourcesTests {
  private let handlers = "\nhandlers: { Old: { builtin: discard } }\n"
  private let two = """
    sources:
      - { dialect: resque, queues: [mail] }
      - { dialect: sidekiq, namespace: shop, redis: "redis://other/1", queues: [[a, 2], b], concurrency: 3 }
    """

  private func configured(_ arguments: [String], _ text: String) async throws -> WorkerConfiguration {
    let coded = Source(redis: try RedisURL("redis://coded"), queues: ["coded"], concurrency: 2)
    var configuration = WorkerConfiguration(source: coded, logger: Logger(label: "t") { _ in SwiftLogNoOpLogHandler() })
    configuration.otherSources = [coded]
    let file = try HandlersFile.parse(text + handlers, path: "h.yml")
    try await WorkOptions.parse(arguments).apply(file, to: &configuration)
    return configuration
  }

  @Test func `the file's sources take the place of those in code`() async throws {
    let configuration = try await configured([], two)
    #expect(configuration.source.queues == ["mail"] && configuration.otherSources.map(\.queues) == [["a", "b"]])
    #expect("\(configuration.source.redis)" == "redis://coded:6379/0")
    let other = configuration.otherSources[0]
    #expect("\(other.redis)" == "redis://other:6379/1")
    #expect(other.dialect is SidekiqDialect && other.dialect.namespace == "shop")
    #expect(other.weights.map(\.weight) == [2, 1] && other.concurrency == 3)
    #expect(configuration.source.dialect.namespace == "resque" && configuration.source.concurrency == nil)
    try configuration.validate()
  }

  @Test func `flags that are the same for all of them apply`() async throws {
    let arguments = [
      "--redis", "redis://flag", "-t", "7", "--lease", "40s", "--drain", "--failures", "queues", "-g", "blue",
      "--poll-interval", "2s", "--no-promote-delayed",
    ]
    let configuration = try await configured(arguments, two)
    #expect("\(configuration.source.redis)" == "redis://flag:6379/0")
    #expect("\(configuration.otherSources[0].redis)" == "redis://other:6379/1")
    #expect(configuration.stopTimeout == .seconds(7) && configuration.lease == .seconds(40) && configuration.drains)
    #expect(configuration.failures == .perQueue && configuration.tag == "blue")
    #expect(configuration.pollInterval == .shared(.seconds(2)) && configuration.promotesDelayed == false)
  }

  @Test(arguments: [
    (["--namespace", "n"], "--namespace"), (["--dialect", "sidekiq"], "--dialect"), (["-q", "a"], "--queue"),
    (["--weight", "a=2"], "--weight"), (["-c", "3"], "--concurrency"), (["-C", "s.yml"], "--config"),
    (["-e", "production"], "--environment"), (["QUEUE=a"], "QUEUE"), (["REDIS_URL=redis://:hunter2@h"], "REDIS_URL"),
  ])
  func `flags of one source are refused`(arguments: [String], name: String) async throws {
    let error = await #expect(throws: UsageError.self) { try await configured(arguments, two) }
    #expect(
      error?.description
        == "\(name) would be for one source, but h.yml lists its own under `sources`; say it there, or take it out")
  }

  @Test(arguments: [["-g", "blue"], ["--poll-interval", "2"], ["-r", "app.rb"]])
  func `Sidekiq's flags want a source of its dialect`(arguments: [String]) async throws {
    let text = "sources: [{ dialect: resque, queues: [mail] }]"
    let error = await #expect(throws: UsageError.self) { try await configured(arguments, text) }
    #expect(
      error?.description.hasSuffix("means something for Sidekiq only, and no source of h.yml is of its dialect") == true
    )
  }

  @Test func `sources of one app that have no names get some`() async throws {
    let text = """
      sources:
        - { dialect: sidekiq, queues: [a] }
        - { dialect: sidekiq, queues: [b] }
        - { dialect: resque, queues: [a] }
        - { dialect: sidekiq, queues: [c], name: own }
        - { dialect: sidekiq, redis: "redis://elsewhere", queues: [a] }
      """
    let configuration = try await configured([], text)
    #expect(configuration.source.name == "default")
    #expect(configuration.otherSources.map(\.name) == ["source-2", "default", "own", "default"])
    try configuration.validate()
  }

  @Test func `code sees the first source`() async throws {
    let file = try HandlersFile.parse(
      "sources: [{ dialect: sidekiq, namespace: shop, queues: [a] }]" + handlers, path: "h.yml")
    let source = try await WorkOptions.parse(["--redis", "redis://flag"]).firstSource(
      file, looksIntoRedis: true, logger: Logger(label: "t") { _ in SwiftLogNoOpLogHandler() })
    #expect(source.dialect is SidekiqDialect && source.dialect.namespace == "shop" && source.queues == ["a"])
    #expect("\(source.redis)" == "redis://flag:6379/0")
  }
}
