import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport
import Testing

@testable import LifeboatWorker

/// Where a worker puts failures: found by what the Redis holds, or told.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct FailureBackendTests {
  private let harness: WorkerHarness
  private var session: RedisSession { harness.session }

  init() throws { harness = try WorkerHarness() }

  private func fail(_ configuration: WorkerConfiguration? = nil) async throws {
    try session.push("mail", payload("Fail", "[1]"))
    try await harness.drain(configuration ?? harness.configuration(["mail"]))
  }

  private var lists: [String] { get throws { try session.keys("resque:*failed").filter { !$0.contains("stat") } } }

  @Test func `an app without any failure gets the one list`() async throws {
    try await fail()
    #expect(try lists == ["resque:failed"])
  }

  @Test func `an app that keeps a list for each queue keeps it so`() async throws {
    try session.run("SADD", "resque:failed_queues", "other_failed")
    try await fail()
    #expect(try lists == ["resque:mail_failed"])
    #expect(try session.members("resque:failed_queues") == ["mail_failed", "other_failed"])
    #expect(harness.log.containing("found where this app keeps its failures failures=queues").count == 1)
  }

  @Test func `an app that keeps both keeps both, once each`() async throws {
    var configuration = harness.configuration(["mail"])
    configuration.failures = .both
    try await fail(configuration)
    try await fail()
    let entries = try session.list("resque:failed")
    #expect(entries.count == 2)
    #expect(try session.list("resque:mail_failed") == entries)
  }

  @Test func `who is told does not look`() async throws {
    try session.run("SADD", "resque:failed_queues", "mail_failed")
    var configuration = harness.configuration(["mail"])
    configuration.failures = .list
    try await fail(configuration)
    #expect(try lists == ["resque:failed"])
  }

  @Test func `keys of the wrong type are no evidence`() async throws {
    try session.run("SET", "resque:failed_queues", "no set")
    try await fail()
    #expect(try lists == ["resque:failed"])
  }
}
