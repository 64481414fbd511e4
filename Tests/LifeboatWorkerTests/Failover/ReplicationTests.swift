import LifeboatClient
import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport
import Testing

@testable import LifeboatWorker

/// A worker that waits for replicas.
@Suite(.timeLimit(.minutes(10))) struct ReplicationTests {
  @Test func `too few replicas are said once, asked for in passing then, and again when there are enough`() {
    let log = LogLines()
    var watch = ReplicationWatch(.replicated(to: 2, within: .milliseconds(750)), logger: log.logger)
    #expect(watch.command == RedisCommand("WAIT", 2, 750))
    watch.note(.integer(1))
    watch.note(.error("NOPERM this user has no permissions"))
    #expect(watch.command == RedisCommand("WAIT", 2, 1))
    #expect(log.all.count == 1)
    #expect(log.all.first?.hasSuffix("may run jobs twice replicas=1 wanted=2") == true)
    watch.note(.integer(3))
    watch.note(.integer(2))
    #expect(watch.command == RedisCommand("WAIT", 2, 750))
    #expect(log.all.count == 2)
    #expect(ReplicationWatch(.acknowledged, logger: log.logger).command == nil)
  }

  @Test func `a worker without its replicas works on and says so`() async throws {
    let harness = try WorkerHarness()
    var configuration = harness.configuration(concurrency: 4)
    configuration.durability = .replicated(to: 1, within: .milliseconds(100))
    try harness.session.push("default", (1...200).map { payload("Note", "[\($0)]") })
    try await harness.drain(configuration)
    #expect(Set(harness.runs.all).count == 200)
    #expect(harness.log.containing("too few replicas").count == 1)
  }

  @Test func `a job begins only when a replica has its lease`() async throws {
    let stage = try SentinelStage(replicas: 1, sentinels: 0)
    let harness = try WorkerHarness()
    var configuration = harness.configuration()
    configuration.source.redis = stage.servers[0].url
    configuration.durability = .replicated(to: 1, within: .seconds(10))
    let replica = stage.servers[1].session()
    try await harness.working(configuration) { _ in
      for number in 1...20 {
        try stage.servers[0].session().push("default", payload("Wait", "[\(number)]"))
        try await harness.gate.reach(1)
        let held = try replica.hash(harness.own.processes).keys.flatMap {
          try replica.hash(harness.own.inflight($0)).values
        }
        #expect(held == [payload("Wait", "[\(number)]")])
        harness.gate.open()
        try await eventually("it is settled") {
          try stage.servers[0].session().text("resque:stat:processed") == "\(number)"
        }
        harness.gate.close()
      }
    }
    #expect(harness.log.containing("too few replicas") == [])
  }

  @Test(arguments: [(0, Duration.seconds(1)), (101, .seconds(1)), (1, .zero), (1, .seconds(11))])
  func `a durability that cannot be is refused`(replicas: Int, patience: Duration) throws {
    var configuration = try WorkerHarness().configuration()
    configuration.durability = .replicated(to: replicas, within: patience)
    let error = #expect(throws: WorkerConfigurationError.self) { try configuration.validate() }
    #expect(error?.problems.count == 1)
  }
}
