import LifeboatRedis
import LifeboatWorker
import Testing

@testable import Lifeboat

/// Several apps in one handlers file.
struct HandlersFileSourcesTests {
  private func sources(_ text: String) throws -> [HandlersFile.Source] {
    try HandlersFile.parse(text + "\nhandlers: { A: { builtin: discard } }\n", path: "h.yml").sources
  }

  private func problems(_ text: String) -> [String] {
    do {
      _ = try sources(text)
      return []
    } catch {
      return "\(error)".split(separator: "\n").map(String.init)
    }
  }

  @Test func `a Resque app and two parts of a Sidekiq app are read`() throws {
    let sources = try sources(
      """
      sources:
        - dialect: resque
          namespace: shop
          queues: [mail, "report*"]
          weights: { mail: 3 }
        - dialect: sidekiq
          redis: redis://:hunter2@jobs:6380/2
          queues: [[critical, 5], default, "low,2"]
          concurrency: 7
        - { dialect: sidekiq, redis: "redis://jobs:6380/2", queues: [serial], concurrency: 1, name: single }
      """)
    let critical = [("critical", 5), ("default", 1), ("low", 2)].map { QueueWeight(queue: $0.0, weight: $0.1) }
    #expect(
      sources == [
        .init(
          dialect: .resque, namespace: "shop", queues: ["mail", "report*"],
          weights: [QueueWeight(queue: "mail", weight: 3)]),
        .init(
          dialect: .sidekiq, redis: try RedisURL("redis://:hunter2@jobs:6380/2"),
          queues: ["critical", "default", "low"],
          weights: critical, concurrency: 7),
        .init(
          dialect: .sidekiq, redis: try RedisURL("redis://jobs:6380/2"), queues: ["serial"], concurrency: 1,
          name: "single"),
      ])
  }

  @Test func `odd names of queues and apps are taken as they are`() throws {
    let source = try sources("sources: [{ dialect: sidekiq, queues: ['a b:c', '🚢', ':low'], name: 'two words' }]")[0]
    #expect(source.queues == ["a b:c", "🚢", ":low"])
    #expect(source.name == "two words" && source.redis == nil && source.concurrency == nil)
  }

  @Test(arguments: ["dialect: resque", "queues: [a]", "weights: { a: 2 }", "concurrency: 3"])
  func `what the file says of its one app does not go with sources`(setting: String) {
    let key = setting.prefix { $0 != ":" }
    #expect(
      problems("sources: [{ dialect: resque, queues: [a] }]\n" + setting) == [
        "h.yml:2:1: `\(key)` beside `sources` would be of nobody; move it into one of them, or take `sources` out."
      ])
  }

  @Test(arguments: [
    ("sources: []", "1:10: `sources` should be a list with `dialect` and `queues` of each app, but is empty."),
    (
      "sources: { a: b }", "1:10: `sources` should be a list with `dialect` and `queues` of each app, but is keys with "
    ),
    ("sources:\n  - resque", "2:5: Source 1 should be keys with values below it, but is text."),
    ("sources:\n  - queues: [a]", "2:5: Source 1 needs `dialect`: `resque` or `sidekiq`."),
    ("sources:\n  - dialect: sidekiq", "2:5: Source 1 needs `queues`, such as [critical, default]."),
    (
      "sources:\n  - dialect: que\n    queues: [a]",
      "2:14: `dialect` of source 1 should be `resque` or `sidekiq`, but is `que`."
    ),
    ("sources:\n  - { dialect: resque, queue: [a], queues: [a] }", "2:24: Source 1 has no key `queue`. Did you mean"),
    ("sources:\n  - { dialect: resque, queues: [[a, 2]] }", "2:33: An item of `queues` of source 1 should be text, "),
    ("sources:\n  - { dialect: sidekiq, queues: [[a, 0.5]] }", "2:38: The weight of `a` should be a whole number "),
    (
      "sources:\n  - { dialect: sidekiq, queues: [[a, 2]], weights: { a: 3 } }",
      "2:43: There are `weights`, and weights"
    ),
    ("sources:\n  - { dialect: resque, queues: [a], concurrency: 0 }", "2:50: `concurrency` of source 1 should be a "),
    ("sources:\n  - { dialect: resque, queues: [a], name: '' }", "2:43: `name` of source 1 is empty; leave it out."),
    (
      "sources:\n  - { dialect: resque, queues: [a], redis: embedded }",
      "2:44: `redis: embedded` of source 1 is for the"
    ),
  ])
  func `what does not fit is told with its place`(text: String, expected: String) {
    let found = problems(text)
    #expect(found.count == 1)
    #expect(found.first?.hasPrefix("h.yml:" + expected) == true, "\(found)")
  }

  @Test(arguments: [
    "redis: 'redis://:hunter2@h:port'", "redis: 'rediss://u:hunter2@h?tls_verify=no'", "redis: 'hunter2:a:b'",
    "redis:redis://:hunter2@h", "redis::hunter2@h", "hunter2@h", "concurrency: redis://:hunter2@h",
    "hunter2@\u{301}h",
    "redis: [redis://:hunter2@h]", "redis: { redis://:hunter2@h: 1 }", "name: [redis://:hunter2@h]",
  ])
  func `no problem shows a password`(setting: String) {
    let found = problems("sources:\n  - { dialect: resque, queues: [a], \(setting) }")
    #expect(found.count == 1 && !found[0].contains("hunter2"), "\(found)")
    #expect(found.first?.hasPrefix("h.yml:2:") == true, "\(found)")
  }

  @Test func `the problems of all sources are told at once`() {
    let found = problems("sources:\n  - { dialect: x, queues: [] }\n  - { queues: [a], redis: 'redis://h:x' }")
    #expect(found.map { $0.split(separator: " ")[0] } == ["h.yml:2:16:", "h.yml:2:27:", "h.yml:3:5:", "h.yml:3:27:"])
  }

  @Test func `queues of one Sidekiq app may have their weights beside them, too`() throws {
    let text = "queues: [[critical, 5], default]\nhandlers: { A: { builtin: discard } }\n"
    let file = try HandlersFile.parse("dialect: sidekiq\n" + text, path: "h.yml")
    #expect(file.queues == ["critical", "default"])
    #expect(file.weights.map(\.weight) == [5, 1])
    #expect(throws: YAMLFileError.self) { try HandlersFile.parse(text, path: "h.yml") }
  }
}
