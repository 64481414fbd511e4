import Foundation
import Lifeboat
import LifeboatTestSupport
import Testing

/// Ruby and Swift at one queue, and at what is due, at the same time. See ``SidekiqHarnessTests`` for what they need.
@Suite(
  .timeLimit(.minutes(10)),
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
    // Ruby begins while they are enqueued; what counts is the time when both are there.
    let isSwift = stage.ledger.drop { $0.hasPrefix("ruby") }.map { $0.hasPrefix("swift") }
    #expect(isSwift.count { $0 } >= 1_000 && isSwift.count { !$0 } >= 1_000, "\(isSwift.count { $0 }) ran here")
    let numbers = stage.ledger.compactMap { Int($0.drop { $0 != "[" }.dropFirst().dropLast()) }
    #expect(numbers.sorted() == Array(1...count))
    let left = try await stage.there(
      """
      stats = Sidekiq::Stats.new
      answer([stats.processed, stats.failed, stats.enqueued, stats.retry_size, stats.dead_size, stats.processes_size])
      """)
    #expect(left == "[\(count),0,0,0,0,0]")
  }

  @Test func `due jobs are enqueued once each by a Ruby poller and ours, ten thousand or more`() async throws {
    let ruby = try stage.startThere(
      "Sidekiq.configure_server { |config| config.average_scheduled_poll_interval = 0.2 }; work('elsewhere')")
    var count = 0
    try await noting(["elsewhere"], pollInterval: .perProcess(.milliseconds(400))) {
      try await eventually("it has registered") {
        try stage.session.call(RedisCommand("SCARD", "processes")).int == 2
      }
      // Each batch is for the one who looks first; a slow one is overtaken. It goes on until both have had their share.
      var moved: (here: Int, there: Int) = (0, 0)
      while count < 10_000 || min(moved.here, moved.there) < 1_000 {
        try addDue(count..<count + 1_000)
        count += 1_000
        try await eventually("all have moved") {
          try stage.session.call(RedisCommand("LLEN", "queue:shared")).int == count
        }
        moved = try movedBy()
        try #require(count < 100_000, "\(moved)")
      }
    }
    ruby.send(SIGTERM)
    #expect(try await ruby.ending() == .exited(0))
    let payloads = try stage.list("queue:shared").map { try JSONSlice(parsing: $0) }
    #expect(payloads.compactMap { $0["args"]?.elements.first { _ in true }?.int }.sorted() == Array(0..<count))
    #expect(payloads.allSatisfy { $0["enqueued_at"] != nil })
    #expect(try stage.sortedSet("retry") + stage.sortedSet("schedule") == [])
  }

  /// Adds due jobs, half of them to be tried again, half to run for the first time.
  private func addDue(_ numbers: Range<Int>) throws {
    for set in ["retry", "schedule"] {
      var command = RedisCommand("ZADD", set)
      for number in numbers where number.isMultiple(of: 2) == (set == "retry") {
        let job = #"{"class":"Note","args":[\#(number)],"jid":"\#(number)","retry":true,"queue":"shared"}"#
        command.append(each: [String(number), job])
      }
      _ = try stage.session.call(command)
    }
  }

  /// How many were moved by whom: our poller leaves the bytes as they are, Ruby's spells them anew, its defaults first.
  private func movedBy() throws -> (here: Int, there: Int) {
    let payloads = try stage.list("queue:shared")
    let here = payloads.count { $0.starts(with: #"{"class":"Note""#.utf8) }
    return (here, payloads.count - here)
  }

  /// Runs a worker of ours that notes each job in the ledger.
  private func noting(
    _ queues: [String] = ["shared"], pollInterval: SidekiqPollInterval = .standard, while body: () async throws -> Void
  ) async throws {
    let ledger = try Ledger(stage.ledgerPath)
    try await stage.working(queues, concurrency: 5) { configuration in
      configuration.pollInterval = pollInterval
      configuration.registry.register(
        "Note", untyped: { context in try ledger.note("swift \(text(try #require(context.arguments).bytes))") })
    } while: {
      try await body()
    }
  }
}
