import Lifeboat
import LifeboatTestSupport
import Testing

/// An app of Sidekiq 6 with redis-namespace. Newer Sidekiqs have no such thing.
@Suite(
  .timeLimit(.minutes(10)),
  .enabled("needs Sidekiq 6 with the redis-namespace gem: scripts/setup installs both") {
    await Partner.sidekiqNamespace.value != nil
  })
struct SidekiqNamespaceTests {
  private let stage: InteropStage
  private let door = Door()

  init() async throws { stage = try InteropStage(sidekiq: await Partner.sidekiqNamespace.value, namespace: "shop") }

  @Test func `jobs, failures and our process are in the app's namespace, and nothing is beside it`() async throws {
    try await stage.there("Refuse.perform_async(1.0); Wait.perform_async")
    try await stage.working(["shared"]) { configuration in
      // However slow the test is, it is over before the job runs again.
      configuration.registry.register(
        "Refuse", options: JobOptions(retry: .times(25, after: .seconds(1000))), untyped: { _ in throw Refusal() })
      configuration.registry.register("Wait", untyped: { [door] _ in try await door.pass() })
    } while: {
      defer { door.open() }
      try await eventually("Ruby sees what runs") { try await stage.there("puts running.size") == "1" }
      let seen = try await stage.there(
        """
        answer([Sidekiq::ProcessSet.new.size, running.first.last['class'], Sidekiq::Queue.all.map(&:name)])
        answer(Sidekiq::RetrySet.new.map { |job| [job.klass, job['error_class'], job.queue] })
        """)
      #expect(
        seen == """
          [1,"Wait",["shared"]]
          [["Refuse","LifeboatInteropTests.Refusal","shared"]]
          """)
    }
    let keys = try stage.session.call(RedisCommand("KEYS", "*")).array?.compactMap(\.string) ?? []
    #expect(!keys.isEmpty && keys.allSatisfy { $0.hasPrefix("shop:") }, "\(keys)")
  }
}
