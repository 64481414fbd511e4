import Testing

@testable import Lifeboat

/// What of a sidekiq.yml does nothing here, and is named.
struct SidekiqConfigFileIgnoredTests {
  private func ignored(_ text: String, _ environment: String = "production") throws -> [String] {
    try SidekiqConfigFile.parse(text, path: "s.yml", environment: environment).ignored
  }

  @Test(arguments: [
    "require: ./app", "environment: production", "strict: true", "daemon: true", "pidfile: tmp/s.pid",
    "logfile: log/s.log", "redis: { url: redis://h }", "scheduler: { schedule: { a: { cron: '* * * * *' } } }",
    "schedule: { a: { every: 1m } }", "dynamic: true", "enabled: true", "cron_poll_interval: 10", "limits: { a: 2 }",
    "process_limits: { a: 2 }", "blocking: [a]", "poll_interval: 5", "max_iteration_runtime: 300",
    "iteration: { retry_backoff: 1 }", "on_complex_arguments: warn", "fetch: x", "logged_job_attributes: [bid]",
    "error_handlers: []", "redis_idle_timeout: 60", "index: 1", "profile: true",
    "dead_max_jobs: 5000", "dead_timeout_in_seconds: 15_552_000",
  ])
  func `a key that Ruby or a gem knows is named with its reason`(setting: String) throws {
    let name = setting.prefix { $0 != ":" }
    let sentences = try ignored("timeout: 5\n:\(setting)\n")
    #expect(sentences.count == 1)
    #expect(sentences.first?.hasPrefix("s.yml:2: `\(name)` does nothing here: ") == true, "\(sentences)")
    #expect(try ignored("production: { \(setting) }\n").count == 1)
  }

  @Test func `a key that nobody knows is named once, with what may be meant`() throws {
    let text = "concurency: 5\nretry_interval: 3\n\"od\\ed\": { color: red }\nproduction:\n  concurency: 6\n"
    #expect(
      try ignored(text) == [
        "s.yml:2: `retry_interval` does nothing here: Sidekiq has no such key",
        "s.yml:3: `od\\u{1b}d` does nothing here: Sidekiq has no such key",
        "s.yml:5: `concurency` does nothing here: Sidekiq has no such key; did you mean `concurrency`?",
      ])
  }

  @Test func `sections of other environments are none of our business, unless ours has none`() throws {
    let text = "concurrency: 5\nproduction: { concurrency: 6 }\nstaging: { concurrency: 7, pidfile: x }\n"
    #expect(try ignored(text) == [])
    #expect(
      try ignored(text, "development") == [
        "s.yml:2: `production`, `staging`: no section is for the environment development; -e, APP_ENV, RAILS_ENV or RACK_ENV"
          + " names another"
      ])
  }

  @Test func `a key of a capsule that Sidekiq does not read is named`() throws {
    #expect(
      try ignored("capsules:\n  one:\n    concurrency: 1\n    queues: [a]\n    timeout: 3\n") == [
        "s.yml:5: `timeout` of capsule `one` does nothing here: a capsule has only concurrency and queues"
      ])
  }
}
