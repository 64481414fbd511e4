import LifeboatWorker
import Testing

@testable import Lifeboat

struct SidekiqConfigFileTests {
  private func parse(_ text: String, _ environment: String = "production") throws -> SidekiqConfigFile {
    try SidekiqConfigFile.parse(text, path: "config/sidekiq.yml", environment: environment)
  }

  @Test(arguments: [":", ""])
  func `every setting is read, with a colon before its key or without`(colon: String) throws {
    let keys = [
      "concurrency: 15", "timeout: 8", "queues: [critical, default]", "tag: web-jobs", "labels: [gpu, eu-1]",
      "average_scheduled_poll_interval: 2.5", "max_retries: 3", "verbose: true",
    ]
    let file = try parse("---\n" + keys.map { colon + $0 + "\n" }.joined())
    #expect(file.capsules == [SidekiqFileCapsule(concurrency: 15, queues: ["critical", "default"])])
    #expect(file.timeout == .seconds(8))
    #expect(file.tag == "web-jobs")
    #expect(file.labels == ["gpu", "eu-1"])
    #expect(file.pollInterval == .shared(.milliseconds(2500)))
    #expect(file.maxRetries == 3)
    #expect(file.isVerbose)
    #expect(file.ignored == [])
  }

  @Test(arguments: ["", "# nothing here\n", "---\n", ":queues:\n:concurrency:\n:verbose: no\n"])
  func `what is empty says nothing`(text: String) throws {
    let file = try parse(text)
    #expect(file.capsules == [SidekiqFileCapsule()])
    #expect(file.timeout == nil && file.tag == nil && file.labels == [] && file.pollInterval == nil)
    #expect(file.maxRetries == nil && !file.isVerbose)
    #expect(file.ignored == [])
  }

  @Test(arguments: [
    ("[a, b]", ["a", "b"], []), ("\n- :a\n- :\"b c\"\n- ':d'", ["a", "b c", ":d"], []), ("solo", ["solo"], []),
    ("[[a, 3], [b, 1]]", ["a", "b"], [3, 1]), ("['a,3', b]", ["a", "b"], [3, 1]),
    ("[[a, 1], [b, 1]]", ["a", "b"], [1, 1]),
    ("[[a, 0], [b]]", ["a", "b"], []), ("\n-\n  - :a\n  - '2'\n- [b, 0]", ["a", "b"], [2, 1]),
    ("\n  a: 2\n  :b: 1", ["a", "b"], [2, 1]),
    ("[a, b, a]", ["a", "b"], []), ("[[a, 2], [a, 3], b]", ["a", "b"], [5, 1]), ("[[a, 2], a, b]", ["a", "b"], []),
    ("[b, a, a, [a, 1]]", ["b", "a"], [1, 3]), ("['mail: eu', 'fête,2', 🚣]", ["mail: eu", "fête", "🚣"], [1, 2, 1]),
    ("\n- :x,1", ["x,1"], []), ("[7, 8.5, true]", ["7", "8.5", "true"], []),
  ])
  func `queues are read in each of the ways in which Ruby reads them`(
    queues: String, names: [String], weights: [Int]
  ) throws {
    let capsule = try #require(try parse("queues: \(queues)\n").capsules.first)
    #expect(capsule.queues == names)
    #expect(capsule.weights == zip(names, weights).map { QueueWeight(queue: $0, weight: $1) })
  }

  @Test func `the section of the environment is laid over the rest, key by key`() throws {
    let text = """
      :concurrency: 5
      timeout: 10
      :queues: [[a, 2], b]
      production:
        concurrency: 20
        :queues: [c]
      :staging:
        :concurrency: 15
        timeout:
      """
    let production = try parse(text)
    #expect(production.capsules == [SidekiqFileCapsule(concurrency: 20, queues: ["c"])])
    #expect(production.timeout == .seconds(10))
    #expect(production.ignored == [])
    let staging = try parse(text, "staging")
    #expect(staging.capsules.first?.concurrency == 15)
    #expect(staging.capsules.first?.queues == ["a", "b"])
    #expect(staging.timeout == nil)
  }

  @Test func `anchors and merged keys are read as Ruby reads them`() throws {
    let text = """
      default: &default
        :concurrency: 3
        :queues: [a]
      more: &more
        timeout: 4
        concurrency: 7
      production:
        <<: [*default, *more]
        :queues: [b]
      """
    let file = try parse(text)
    #expect(file.capsules == [SidekiqFileCapsule(concurrency: 3, queues: ["b"])])
    #expect(file.timeout == .seconds(4))
    #expect(file.ignored == [])
  }

  @Test func `capsules come behind the default one, which may be among them`() throws {
    let text = """
      :concurrency: 10
      :capsules:
        single:
          :concurrency: 1
          :queues: [serial]
        :mixed:
          concurrency: 4
          queues: [[a, 2], b]
      """
    let weights = [QueueWeight(queue: "a", weight: 2), QueueWeight(queue: "b", weight: 1)]
    #expect(
      try parse(text).capsules == [
        SidekiqFileCapsule(concurrency: 10), SidekiqFileCapsule(name: "single", concurrency: 1, queues: ["serial"]),
        SidekiqFileCapsule(name: "mixed", concurrency: 4, queues: ["a", "b"], weights: weights),
      ])
    let named = try parse("concurrency: 3\ncapsules: { default: { concurrency: 2, queues: [x] } }\n")
    #expect(named.capsules == [SidekiqFileCapsule(concurrency: 2, queues: ["x"])])
  }

  @Test func `an interval for each process wins over the shared one`() throws {
    #expect(try parse("poll_interval_average: 3").pollInterval == .perProcess(.seconds(3)))
    let both = try parse("average_scheduled_poll_interval: 2\npoll_interval_average: 3\n")
    #expect(both.pollInterval == .perProcess(.seconds(3)))
    #expect(
      both.ignored == [
        "config/sidekiq.yml:1: `average_scheduled_poll_interval` does nothing here: `poll_interval_average` is there too"
      ])
  }
}
