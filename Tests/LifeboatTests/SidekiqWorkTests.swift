import ArgumentParser
import Foundation
import LifeboatRedis
import LifeboatWorker
import Logging
import Testing

@testable import Lifeboat

/// What wins over what where a worker is told of Sidekiq's queues.
final class SidekiqWorkTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "lifeboat-\(UUID().uuidString.prefix(8))")

  init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func write(_ text: String) throws -> String {
    let path = folder.appending(path: "sidekiq.yml").path
    try Data(text.utf8).write(to: URL(filePath: path))
    return path
  }

  private func configured(
    _ arguments: [String], handlers: String = "", variables: [String: String] = [:]
  ) throws -> WorkerConfiguration {
    let source = Source(
      redis: try RedisURL("redis://h"), queues: ["coded"], weights: [QueueWeight(queue: "coded", weight: 2)])
    var configuration = WorkerConfiguration(
      source: source, logger: Logger(label: "t") { _ in SwiftLogNoOpLogHandler() })
    configuration.concurrency = 1
    let file = try HandlersFile.parse(handlers + "\nhandlers: { Old: { builtin: discard } }\n", path: "h.yml")
    try WorkOptions.parse(arguments).applySidekiq(over: file, variables: variables, to: &configuration)
    return configuration
  }

  @Test func `a flag wins over the app's file, that over the handlers file, that over Rails's threads and the code`()
    throws
  {
    let app = ["-C", try write("concurrency: 4\nqueues: [[app, 3], other]\ntimeout: 9\n")]
    let handlers = "concurrency: 3\nqueues: [handled]\nweights: { handled: 5 }"
    let threads = ["RAILS_MAX_THREADS": "2"]
    let concurrency = [
      try configured([]).concurrency, try configured([], variables: threads).concurrency,
      try configured([], handlers: handlers, variables: threads).concurrency,
      try configured(app, handlers: handlers, variables: threads).concurrency,
      try configured(app + ["-c", "5"], handlers: handlers, variables: threads).concurrency,
    ]
    #expect(concurrency == [1, 2, 3, 4, 5])
    let queues = [
      try configured([]).source.queues, try configured([], handlers: handlers).source.queues,
      try configured(app, handlers: handlers).source.queues,
      try configured(app + ["-q", "flag,2", "-q", "x"], handlers: handlers).source.queues,
    ]
    #expect(queues == [["coded"], ["handled"], ["app", "other"], ["flag", "x"]])
    #expect(try configured(app).stopTimeout == .seconds(9))
    #expect(try configured(app + ["-t", "25"]).stopTimeout == .seconds(25))
  }

  @Test func `weights go with their queues`() throws {
    #expect(try configured([]).source.weights.map(\.queue) == ["coded"])
    #expect(try configured([], handlers: "queues: [handled]").source.weights == [])
    #expect(try configured(["-q", "coded"]).source.weights == [])
    let flag = try configured(["-q", "a,2", "-q", "b"]).source.weights
    #expect(flag == [QueueWeight(queue: "a", weight: 2), QueueWeight(queue: "b", weight: 1)])
  }

  @Test func `the environment is that of the flag, or the one that Sidekiq would find`() throws {
    let app = ["-C", try write("concurrency: 3\nproduction: { concurrency: 4 }\nqa: { concurrency: 5 }\n")]
    #expect(try configured(app).concurrency == 3)
    #expect(try configured(app, variables: ["RAILS_ENV": "production"]).concurrency == 4)
    #expect(try configured(app + ["-e", "qa"], variables: ["RAILS_ENV": "production"]).concurrency == 5)
  }

  @Test(arguments: [
    (["COUNT=5"], "COUNT: settings of that kind are Resque's; give flags for Sidekiq"),
    (["REDIS_URL=redis://:hunter2@h"], "REDIS_URL: settings of that kind are Resque's; give flags for Sidekiq"),
    (["--failures", "list"], "--failures means something for Resque only: Sidekiq has one retry set and one dead set"),
    (["-q", "a,2,b"], "--queue: a weight belongs to one queue, got 'a,2,b'; "),
  ])
  func `what is Resque's is refused`(arguments: [String], start: String) throws {
    let error = #expect(throws: UsageError.self) { try configured(arguments) }
    #expect(error?.description.hasPrefix(start) == true, "\(String(describing: error))")
  }

  @Test func `a handlers file for Resque does not go with a sidekiq-yml`() throws {
    let app = ["-C", try write("timeout: 3\n")]
    let error = #expect(throws: UsageError.self) { try configured(app, handlers: "dialect: resque") }
    #expect(
      error?.description
        == "h.yml: dialect resque does not go with Sidekiq's queues; take it out, or give --dialect")
    #expect(try configured(app + ["--dialect", "sidekiq"], handlers: "dialect: resque").stopTimeout == .seconds(3))
  }

  @Test func `a file with mistakes is refused with their places`() throws {
    let path = try write("timeout: <%= 3 %>\n")
    let error = #expect(throws: YAMLFileError.self) { try configured(["-C", path]) }
    #expect(error?.description.hasPrefix("\(path):1:10: This is ERB, ") == true)
    #expect(throws: YAMLFileError.self) { try configured(["-C", folder.path + "/none.yml"]) }
  }
}
