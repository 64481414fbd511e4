import Foundation
import Lifeboat
import LifeboatTestSupport
import Testing

/// Ruby and Swift at one queue, and at what is due, at the same time. See ``SidekiqHarnessTests`` for what they need.
@Suite(
  .timeLimit(.minutes(5)),
  .enabled("needs Sidekiq: scripts/setup installs it, or set SIDEKIQ_HOME to a checkout of it") {
    await Partner.sidekiq.value != nil
  })
struct SidekiqSharedQueueTests {
  private let stage: InteropStage

  init() async throws { stage = try InteropStage(sidekiq: await Partner.sidekiq.value) }

  @Test func `a hundred thousand jobs from Ruby run once each, in Swift or in Ruby`() async throws {
    let count = 100_000
    let ruby = try stage.startThere("work('shared', concurrency: 5)")
    try await stage.there(
      """
      (1..\(count)).each_slice(1_000) do |numbers|
        Sidekiq::Client.push_bulk('class' => Note, 'args' => numbers.map { |number| [number] })
      end
      """)
    try await noting {
      try await eventually("every job has run") { stage.ledger.count >= count }
      ruby.send(SIGTERM)
      #expect(try await ruby.ending() == .exited(0))
    }
    let byWhom = Dictionary(grouping: stage.ledger) { $0.prefix { $0 != " " } }.mapValues(\.count)
    #expect(byWhom["ruby", default: 0] > 0 && byWhom["swift", default: 0] > 0, "\(byWhom)")
    let numbers = stage.ledger.compactMap { Int($0.drop { $0 != "[" }.dropFirst().dropLast()) }
    #expect(numbers.sorted() == Array(1...count))
    let left = try await stage.there(
      """
      stats = Sidekiq::Stats.new
      answer([stats.processed, stats.failed, stats.enqueued, stats.retry_size, stats.dead_size, stats.processes_size])
      """)
    #expect(left == "[\(count),0,0,0,0,0]")
  }

  @Test func `ten thousand due jobs are enqueued once each by a Ruby poller and ours`() async throws {
    let count = 10_000
    // Half of them are to be tried again, half have waited for their time; and none has an instant to itself.
    try await stage.there(
      """
      due = Time.now.to_f + 2
      (1..\(count)).each_slice(1_000) do |numbers|
        entries = numbers.map do |number|
          [due + number / 1_000 * 0.25,
           JSON.generate('class' => 'Note', 'args' => [number], 'jid' => format('%024x', number), 'retry' => true,
                         'queue' => 'shared', 'created_at' => due)]
        end
        REDIS.zadd(numbers.first % 2_000 == 1 ? 'retry' : 'schedule', entries)
      end
      """)
    let ruby = try stage.startThere("work('elsewhere')")
    try await noting(["elsewhere"]) {
      try await eventually("all have moved") {
        try stage.session.call(RedisCommand("LLEN", "queue:shared")).int == count
      }
    }
    ruby.send(SIGTERM)
    #expect(try await ruby.ending() == .exited(0))
    let jids = try stage.list("queue:shared").map { try #require(JSONSlice(parsing: $0)["jid"]?.string) }
    #expect(
      jids.sorted()
        == (1...count).map { String(repeating: "0", count: 24 - String($0, radix: 16).count) + String($0, radix: 16) })
    #expect(try stage.sortedSet("retry") + stage.sortedSet("schedule") == [])
    #expect(try stage.list("queue:shared").allSatisfy { try JSONSlice(parsing: $0)["enqueued_at"] != nil })
  }

  /// Runs a worker of ours that notes each job in the ledger.
  private func noting(_ queues: [String] = ["shared"], while body: () async throws -> Void) async throws {
    let ledger = try Ledger(stage.ledgerPath)
    try await stage.working(queues, concurrency: 5) { configuration in
      configuration.registry.register(
        "Note", untyped: { context in try ledger.note("swift \(text(try #require(context.arguments).bytes))") })
    } while: {
      try await body()
    }
  }
}
