import ArgumentParser
import LifeboatFormat
import LifeboatRedis
import LifeboatWorker
import Logging
import Testing

@testable import Lifeboat

struct SidekiqSettingsTests {
  private func settings(_ arguments: [String], file: String? = nil) throws -> SidekiqSettings {
    let file = try file.map { try SidekiqConfigFile.parse($0, path: "s.yml", environment: "production") }
    return try SidekiqSettings(file: file, options: try WorkOptions.parse(arguments))
  }

  private let file = """
    concurrency: 15
    timeout: 8
    queues: [[a, 2], b]
    capsules: { single: { concurrency: 1, queues: [serial] } }
    tag: mailer
    labels: [eu]
    poll_interval_average: 3
    max_retries: 4
    dead_max_jobs: 100
    dead_timeout_in_seconds: 3600
    verbose: true
    pidfile: tmp/s.pid
    """

  @Test func `without a file and flags nothing is said`() throws {
    let settings = try settings([])
    #expect(settings.capsules == [SidekiqFileCapsule()])
    #expect(settings.timeout == nil && settings.tag == nil && settings.labels == [] && settings.pollInterval == nil)
    #expect(!settings.isVerbose && settings.ignored == [])
  }

  @Test func `the file's settings hold where no flag says otherwise`() throws {
    let settings = try settings([], file: file)
    #expect(
      settings.capsules == [
        SidekiqFileCapsule(
          concurrency: 15, queues: ["a", "b"],
          weights: [QueueWeight(queue: "a", weight: 2), QueueWeight(queue: "b", weight: 1)]),
        SidekiqFileCapsule(name: "single", concurrency: 1, queues: ["serial"]),
      ])
    #expect(settings.timeout == .seconds(8))
    #expect(settings.tag == "mailer")
    #expect(settings.labels == ["eu"])
    #expect(settings.pollInterval == .perProcess(.seconds(3)))
    #expect(settings.maxRetries == 4)
    #expect(settings.isVerbose)
    #expect(
      settings.ignored.map { $0.prefix { $0 != " " } + $0.split(separator: "`")[1] } == [
        "s.yml:9:dead_max_jobs", "s.yml:10:dead_timeout_in_seconds", "s.yml:12:pidfile",
      ])
  }

  @Test func `flags win, and speak of the default capsule`() throws {
    let arguments = [
      "-c", "3", "-t", "30", "-q", "x,5", "-q", "y", "-g", "blue", "--poll-interval", "2", "-r", "./app",
    ]
    let settings = try settings(arguments, file: file)
    let weights = [QueueWeight(queue: "x", weight: 5), QueueWeight(queue: "y", weight: 1)]
    #expect(settings.capsules[0] == SidekiqFileCapsule(concurrency: 3, queues: ["x", "y"], weights: weights))
    #expect(settings.capsules[1] == SidekiqFileCapsule(name: "single", concurrency: 1, queues: ["serial"]))
    #expect(settings.timeout == .seconds(30))
    #expect(settings.tag == "blue")
    #expect(settings.pollInterval == .shared(.seconds(2)))
    #expect(
      settings.ignored.last
        == "--require does nothing here: no Ruby is loaded; a handlers file or Swift code says what runs a class")
  }

  @Test func `names without weights are served in strict order, whatever the file weighs`() throws {
    #expect(try settings(["-q", "b,a"], file: file).capsules[0].queues == ["b", "a"])
    #expect(try settings(["-q", "b,a"], file: file).capsules[0].weights == [])
    #expect(try settings(["-q", "a", "-q", "b", "-q", "a"]).capsules[0].queues == ["a", "b"])
    let again = try settings(["-q", "a,2", "-q", "b,c", "-q", "a,3"]).capsules[0]
    #expect(again.weights.map(\.weight) == [5, 1, 1])
  }

  @Test func `weights stand behind the names or in flags of their own, not in both`() throws {
    let capsule = try settings(["-q", "a,b", "--weight", "a=3"]).capsules[0]
    #expect(capsule.weights == [QueueWeight(queue: "a", weight: 3)])
    #expect(try settings(["--weight", "b=3"], file: file).capsules[0].weights == [QueueWeight(queue: "b", weight: 3)])
    let error = #expect(throws: UsageError.self) { try settings(["-q", "a,2", "-q", "b", "--weight", "b=3"]) }
    #expect(
      error?.description
        == "--weight and a weight behind --queue: keep one of them, -q critical,2 or --weight critical=2")
  }

  @Test(arguments: [
    (["-t", "soon"], "--timeout: \"soon\" is not a duration: "),
    (["--poll-interval", "often"], "--poll-interval: \"often\" is not a duration: "),
    (["-q", "a,2,b"], "--queue: a weight belongs to one queue"), (["--weight", "5"], "--weight: expected a queue and"),
  ])
  func `a flag that cannot be is refused`(arguments: [String], start: String) {
    let error = #expect(throws: UsageError.self) { try settings(arguments) }
    #expect(error?.description.hasPrefix(start) == true, "\(String(describing: error))")
  }

  @Test func `they are laid over a program's configuration`() throws {
    var source = Source(redis: try RedisURL("redis://h"), queues: ["coded"])
    source.weights = [QueueWeight(queue: "coded", weight: 2)]
    var configuration = WorkerConfiguration(
      source: source, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    try settings([]).apply(to: &configuration)
    #expect(configuration.source.queues == ["coded"])
    #expect(configuration.source.weights.count == 1)
    #expect(configuration.concurrency == 10)
    try settings(["-q", "x"], file: file).apply(to: &configuration)
    #expect(configuration.source.queues == ["x"])
    #expect(configuration.source.weights == [])
    #expect(configuration.concurrency == 15)
    #expect(configuration.stopTimeout == .seconds(8))
    #expect(configuration.tag == "mailer" && configuration.labels == ["eu"])
    #expect(configuration.pollInterval == .perProcess(.seconds(3)))
    var empty = WorkerConfiguration(source: Source(redis: source.redis, queues: []))
    try settings([]).apply(to: &empty)
    #expect(empty.source.queues == ["default"])
  }

  @Test func `other capsules are sources of the same app, in place of those that have their names`() throws {
    let redis = try RedisURL("redis://h/3")
    var configuration = WorkerConfiguration(
      source: Source(redis: redis, dialect: SidekiqDialect(namespace: "shop"), queues: ["coded"]))
    configuration.otherSources = [
      Source(redis: redis, dialect: SidekiqDialect(namespace: "shop"), queues: ["old"], name: "single"),
      Source(redis: redis, dialect: SidekiqDialect(), queues: ["other"], name: "single"),
    ]
    let text = file.replacing("[serial]", with: "[[serial, 3], rest]")
    try settings([], file: text).apply(to: &configuration)
    #expect(configuration.source.queues == ["a", "b"])
    #expect(configuration.otherSources.map(\.queues) == [["other"], ["serial", "rest"]])
    let single = configuration.otherSources[1]
    #expect(single.name == "single" && single.concurrency == 1 && single.isOfSameApp(as: configuration.source))
    #expect(single.weights.map(\.weight) == [3, 1])
    let limits = [configuration.source, single].map { ($0.dialect as? SidekiqDialect)?.maxRetries }
    #expect(limits == [4, 4])
    configuration.register("A") { (_: JobContext) in }
    try configuration.validate()
  }

  @Test func `a concurrency holds over one that code gave its source`() throws {
    var configuration = WorkerConfiguration(
      source: Source(redis: try RedisURL("redis://h"), dialect: SidekiqDialect(), queues: [], concurrency: 2))
    try settings([]).apply(to: &configuration)
    #expect(configuration.source.concurrency == 2)
    try settings(["-c", "7"]).apply(to: &configuration)
    #expect(configuration.source.concurrency == nil && configuration.concurrency == 7)
  }

  @Test(arguments: [
    ["-C", "s.yml", "--dialect", "resque"], ["-e", "production"], ["--tag", "t"], ["--poll-interval", "3"],
    ["-r", "app.rb"],
  ])
  func `flags of Sidekiq's are refused for Resque's queues`(arguments: [String]) async throws {
    let options = try WorkOptions.parse(arguments)
    var configuration = WorkerConfiguration(source: Source(redis: try RedisURL("redis://h"), queues: ["a"]))
    let error = await #expect(throws: UsageError.self) { try await options.apply(to: &configuration) }
    #expect(
      error?.description.hasSuffix(" means something for Sidekiq only; give --dialect sidekiq with it, or take it out")
        == true, "\(String(describing: error))")
  }
}
