import LifeboatClient
import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport
import Synchronization
import Testing

@testable import LifeboatWorker

/// Workers and clients that go where real sentinels say, while the master changes.
@Suite(.timeLimit(.minutes(10))) struct SentinelFailoverTests {
  private static let replicated = Durability.replicated(to: 1, within: .seconds(1))

  /// The names of our connections to a server, each once.
  private func ours(at server: RedisServer) throws -> Set<String> {
    let list = try server.session().call(RedisCommand("CLIENT", "LIST")).string ?? ""
    return Set(
      list.split { $0 == " " || $0 == "\n" }.filter { $0.hasPrefix("name=lifeboat-") }.map { String($0.dropFirst(5)) })
  }

  /// Enqueues jobs one after the other until so many were confirmed after the master was replaced.
  ///
  /// - Returns: the numbers of those that a replica confirmed.
  private func enqueue(with client: Client, until isOver: @Sendable () -> Bool) async throws -> [Int] {
    var confirmed: [Int] = []
    var after = 0
    for number in 1... {
      do throws(ClientError) {
        try await client.enqueue(NewJob("Note", arguments: [.number(text: "\(number)")], queue: "default"))
        confirmed.append(number)
        if isOver() { after += 1 }
      } catch {
        // Whether it is there nobody knows, so nobody counts on it.
        try await Task.sleep(for: .milliseconds(10))
      }
      if after == 50 { break }
    }
    return confirmed
  }

  @Test func `when the master dies, every enqueue that a replica confirmed runs, in both dialects`() async throws {
    let stage = try SentinelStage()
    try await stage.untilReady()
    let url = try stage.url()
    let resque = try WorkerHarness()
    let sidekiq = try SidekiqHarness()
    var one = resque.configuration(concurrency: 4)
    var two = sidekiq.configuration(concurrency: 4)
    one.source.redis = url
    two.source.redis = url
    let confirmed = try await resque.working(one) { _ in
      try await sidekiq.worker.working(two) { _ in
        let isReplaced = Flag()
        async let first = enqueue(with: Client(redis: url, durability: Self.replicated)) { isReplaced.isSet }
        async let second = enqueue(with: Client(redis: url, dialect: SidekiqDialect(), durability: Self.replicated)) {
          isReplaced.isSet
        }
        try await resque.runs.reach(100)
        try await sidekiq.runs.reach(100)
        stage.servers[0].kill()
        _ = try await stage.untilReplaced(stage.servers[0])
        isReplaced.set()
        let confirmed = try await [first, second]
        for (numbers, runs) in zip(confirmed, [resque.runs, sidekiq.runs]) {
          try await eventually("all that were confirmed have run") {
            Set(numbers.map(String.init)).isSubset(of: runs.all)
          }
        }
        return confirmed
      }
    }
    #expect(confirmed.allSatisfy { $0.count >= 150 })
    let session = try await stage.master().session()
    for dialect in [ResqueDialect() as any Dialect, SidekiqDialect()] {
      #expect(try session.length(dialect.keys.queue("default")) == 0)
      #expect(try session.hash(dialect.ownKeys.processes) == [:])
    }
  }

  @Test func `a failover by hand takes every connection along, and what runs meanwhile runs once`() async throws {
    let stage = try SentinelStage()
    try await stage.untilReady()
    let harness = try SidekiqHarness()
    var configuration = harness.configuration(concurrency: 2)
    configuration.source.redis = try stage.url()
    configuration.durability = Self.replicated
    let client = Client(redis: try stage.url(), dialect: harness.dialect, durability: Self.replicated)
    let old = stage.servers[0]
    try await harness.worker.working(configuration) { _ in
      try await client.enqueue(NewJob("Wait", arguments: [.number(text: "1")], queue: "default"))
      try await harness.gate.reach(1)
      try stage.sentinels[1].ask("SENTINEL", "failover", SentinelStage.masterName)
      let new = try await stage.untilReplaced(old)
      let all: Set = ["lifeboat-lease", "lifeboat-beat", "lifeboat-watch", "lifeboat-delay"]
      try await eventually("all connections are at the new master") {
        try ours(at: new).isSuperset(of: all) && ours(at: old).isDisjoint(with: all)
      }
      harness.gate.open()
      // The second slot waits: it is told of a new job by the new master.
      for number in 2...5 {
        let start = ContinuousClock.now
        try await eventually("job \(number) is enqueued") {
          (try? await client.enqueue(
            NewJob("Note", arguments: [.number(text: "\(number)")], queue: "default"), token: "\(number)")) != nil
            || start + .seconds(30) < .now
        }
        try await harness.runs.reach(number)
      }
    }
    #expect(harness.runs.all == (1...5).map(String.init))
    // Nothing is counted twice. Less may be: on a busy machine the sentinels may take the new master for dead as well.
    let processed = try await stage.master().session().text(harness.keys.statProcessed).flatMap { Int($0) }
    #expect((1...5).contains(processed ?? 0), "\(processed ?? 0)")
  }

  @Test func `a master that only stood still comes back as a replica, and nothing that ran runs twice`() async throws {
    let stage = try SentinelStage()
    try await stage.untilReady()
    let harness = try WorkerHarness()
    var configuration = harness.configuration(concurrency: 4)
    configuration.source.redis = try stage.url()
    configuration.durability = Self.replicated
    let old = stage.servers[0]
    try old.session().push("default", (1...8).map { payload("Wait", "[\($0)]") })
    try await harness.working(configuration) { _ in
      try await harness.gate.reach(4)
      old.pause()
      let new = try await stage.untilReplaced(old)
      harness.gate.open()
      try await harness.runs.reach(8)
      old.resume()
      try await eventually("the old master is a replica") {
        // The sentinels cut its connections off when they demote it, this one too.
        (try? old.session().call(RedisCommand("ROLE")))?.array?.first?.string == "slave"
      }
      try await eventually("all are settled") { try new.session().text("resque:stat:processed") == "8" }
    }
    #expect(harness.runs.all.sorted() == (1...8).map(String.init))
    #expect(try await stage.master().session().hash(harness.own.processes) == [:])
  }
}

/// Set once, read by many.
private final class Flag: Sendable {
  private let value = Mutex(false)
  var isSet: Bool { value.withLock { $0 } }
  func set() { value.withLock { $0 = true } }
}
