import Testing

@testable import Lifeboat

/// What is wrong with a sidekiq.yml, and where.
struct SidekiqConfigFileErrorTests {
  private func problems(_ text: String) -> [String] {
    do {
      _ = try SidekiqConfigFile.parse(text, path: "s.yml", environment: "production")
      return []
    } catch {
      return error.description.split(separator: "\n").map(String.init)
    }
  }

  @Test(arguments: [
    (":concurrency: 5\n:timeout:  <%= ENV['T'] %>\n", "s.yml:2:12: This is ERB, which only Ruby can evaluate."),
    ("# <%= 1 %>\r\n# <% 2 -%>\r\n", "s.yml:1:3: This is ERB (there is one more), which"),
    ("<% if x %>\na: <%= 1 %>\n<% end %>", "s.yml:1:1: This is ERB (there are 2 more), which"),
    ("é: <% é %>", "s.yml:1:4: This is ERB, "),
  ])
  func `ERB is refused at its line, with what to do`(text: String, start: String) {
    let found = problems(text)
    #expect(found.count == 1)
    #expect(found.first?.hasPrefix(start) == true, "\(found)")
    #expect(
      found.first?.hasSuffix(
        "Let Ruby do it first, for example with `erb -T - s.yml > rendered.yml`, and name the file that comes of it; or"
          + " write the value itself.") == true, "\(found)")
  }

  @Test func `a percent sign behind nothing is no ERB`() {
    #expect(problems("tag: 50% < 60 %\n") == [])
  }

  @Test(arguments: [
    ("concurrency: 0", "1:14: `concurrency` of the file should be a whole number from 1 to 1000, but is `0`."),
    ("concurrency: ten", "1:14: `concurrency` of the file should be a whole number from 1 to 1000, but is `ten`."),
    ("concurrency: [5]", "1:14: `concurrency` of the file should be text, but is a list."),
    ("timeout: 25s", "1:10: `timeout` of the file should be a whole number from 1 to 86400, but is `25s`."),
    ("timeout: -1", "1:10: `timeout` of the file should be a whole number from 1 to 86400, but is `-1`."),
    (
      "max_retries: 99999999999999999999",
      "1:14: `max_retries` of the file should be a whole number from 0 to 1000000, "
    ),
    (
      "poll_interval_average: nan",
      "1:24: `poll_interval_average` of the file should be a number of seconds from 0.1 to 3600, "
    ),
    ("labels: gpu", "1:9: `labels` of the file should be a list, like [reliable, gpu], but is text."),
    ("tag: { a: b }", "1:6: `tag` of the file should be text, but is keys with values."),
    ("queues: []", "1:9: `queues` should name at least one queue; without the key it is `default`."),
    ("queues: [[a, x]]", "1:14: The weight of `a` should be a whole number from 1 to 1000, but is `x`."),
    ("queues: ['a,-1']", "1:10: The weight of `a` should be a whole number from 1 to 1000, but is `-1`."),
    ("queues: [[a, 1001]]", "1:14: The weight of `a` should be a whole number from 1 to 1000, but is `1001`."),
    ("queues: [[a, [2]]]", "1:14: The weight of `a` should be a whole number from 1 to 1000, but is a list."),
    ("queues: ['a,2,b']", "1:10: An item of `queues` should be a name with or without its weight, like default, "),
    ("queues: [[a, 2, b]]", "1:10: An item of `queues` should be a name with or without its weight, "),
    ("queues: [{ a: 2 }]", "1:10: An item of `queues` should be a name with or without its weight, "),
    ("queues: [a, ]\ntimeout: 1\nqueues: [b]", "1:1: The key `queues` is there twice; keep one of them."),
    ("queues: [a, '']", "1:13: An item of `queues` should be a name with or without its weight, "),
    (":timeout: 1\ntimeout: 2", "2:1: `timeout` is there twice, once with a colon before it; keep one."),
    ("capsules: [a]", "1:11: `capsules` should be names, each with `concurrency` and `queues` below, but is a list."),
    ("capsules: { a: }", "1:16: Capsule `a` should have `concurrency` and `queues` below, but is empty."),
    ("capsules:\n  a: { queues: [b] }", "2:3: Capsule `a` needs `concurrency`; Sidekiq has no usual one for it."),
    ("capsules:\n  a: { concurrency: 2 }", "2:3: Capsule `a` needs `queues`; Sidekiq has no usual one for it."),
    ("production: 5", "1:13: `production` should be keys with values below it, but is text."),
    ("[a]", "1:1: The file should be keys with values below it, but is a list."),
    ("? [a]\n: b", "1:3: A key of the file should be a name, but is a list."),
    ("a: [", "2:1: This is not YAML: "),
  ])
  func `what cannot be is refused at its place`(text: String, sentence: String) {
    let found = problems(text)
    #expect(found.count == 1, "\(found)")
    #expect(found.first?.hasPrefix("s.yml:" + sentence) == true, "\(found)")
  }

  @Test func `all problems are reported together, sorted by line`() {
    let found = problems("timeout: x\nqueues: [[a, b], [c, d]]\nproduction:\n  timeout: y\n  concurrency: 0\n")
    #expect(found.map { $0.prefix { $0 != " " } } == ["s.yml:2:14:", "s.yml:2:22:", "s.yml:4:12:", "s.yml:5:16:"])
  }

  @Test func `a file that cannot be read is one sentence`() {
    let error = #expect(throws: YAMLFileError.self) {
      try SidekiqConfigFile.load(path: "/no/such.yml", environment: "production")
    }
    #expect(error?.description == "/no/such.yml:1:1: The file cannot be read: No such file or directory.")
    #expect(error?.exit == .usage)
  }
}
