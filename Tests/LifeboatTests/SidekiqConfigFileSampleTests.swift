import LifeboatWorker
import Testing

@testable import Lifeboat

/// Files in the styles in which large apps write theirs.
struct SidekiqConfigFileSampleTests {
  private func parse(_ text: String, _ environment: String = "production") throws -> SidekiqConfigFile {
    try SidekiqConfigFile.parse(text, path: "s.yml", environment: environment)
  }

  @Test func `a social network's, with weights and a scheduler's section`() throws {
    let file = try parse(
      """
      ---
      :concurrency: 5
      :queues:
        - [default, 8]
        - [push, 6]
        - [mailers, 2]
        - [pull]
        - [scheduler]
      :scheduler:
        :listened_queues_only: true
        :schedule:
          trends_refresh:
            every: '5m'
            class: Scheduler::TrendsRefresh
            queue: scheduler
          vacuum:
            cron: '30 4 * * *'
            class: Scheduler::Vacuum
      """)
    let capsule = try #require(file.capsules.first)
    #expect(capsule.queues == ["default", "push", "mailers", "pull", "scheduler"])
    #expect(capsule.weights.map(\.weight) == [8, 6, 2, 1, 1])
    #expect(
      file.ignored == [
        "s.yml:9: `scheduler` does nothing here: it is sidekiq-scheduler's; recurring jobs stay with the Ruby process that"
          + " enqueues them"
      ])
  }

  @Test func `a forum's, with everything in the environments' sections`() throws {
    let text = """
      development:
        :concurrency: 1
        :queues:
          - [critical, 8]
          - [low, 1]
      production:
        :concurrency: 5
        :pidfile: tmp/pids/sidekiq.pid
        :queues:
          - [critical, 8]
          - [default, 4]
          - [ultra_low]
      """
    let file = try parse(text)
    #expect(file.capsules.first?.concurrency == 5)
    #expect(file.capsules.first?.weights.map(\.weight) == [8, 4, 1])
    #expect(file.ignored.count == 1)
    #expect(try parse(text, "development").capsules.first?.queues == ["critical", "low"])
  }

  @Test func `a code forge's, with hundreds of queues in pairs on two lines`() throws {
    let pairs = (0..<300).map { "- - area_\($0):job_\($0)\n  - \($0 % 3 + 1)\n" }
    let file = try parse("# Generated; see the docs.\n---\n:queues:\n" + pairs.joined())
    let capsule = try #require(file.capsules.first)
    #expect(capsule.queues.count == 300)
    #expect(capsule.queues[299] == "area_299:job_299")
    #expect(capsule.weights.map(\.weight).reduce(0, +) == 600)
  }

  @Test func `an old app's, with what newer releases have dropped`() throws {
    let file = try parse(
      """
      :verbose: false
      :pidfile: ./tmp/pids/sidekiq.pid
      :logfile: ./log/sidekiq.log
      :daemon: true
      :concurrency: 25
      :timeout: 30
      :max_retries: 3
      :queues:
        - critical
        - default
        - low
      staging:
        :concurrency: 10
      production:
        :concurrency: 40
      """)
    #expect(file.capsules == [SidekiqFileCapsule(concurrency: 40, queues: ["critical", "default", "low"])])
    #expect(file.timeout == .seconds(30) && file.maxRetries == 3 && !file.isVerbose)
    #expect(file.ignored.map { $0.prefix(16) } == ["s.yml:2: `pidfil", "s.yml:3: `logfil", "s.yml:4: `daemon"])
  }

  @Test func `a shop's, with capsules for what must not run twice at once`() throws {
    let file = try parse(
      """
      concurrency: 12
      queues: [payments, default]
      capsules:
        ledger:
          concurrency: 1
          queues: [ledger]
        exports:
          concurrency: 2
          queues:
            - exports,3
            - reports,1
      """)
    #expect(file.capsules.map(\.name) == ["default", "ledger", "exports"])
    #expect(file.capsules.map(\.concurrency) == [12, 1, 2])
    #expect(file.capsules[2].weights.map(\.weight) == [3, 1])
    #expect(file.ignored == [])
  }
}
