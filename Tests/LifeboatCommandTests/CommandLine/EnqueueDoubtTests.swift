import Foundation
import LifeboatTestSupport
import Testing

/// `lifeboat enqueue` when Redis's answer is lost.
@Suite(.timeLimit(.minutes(10)))
struct EnqueueDoubtTests {
  @Test func `a job without a token ends with 4 and a sentence, one with a token can be repeated`() async throws {
    let stage = try Stage()
    let relay = try Relay(to: stage.redis.port)
    defer { relay.stop() }
    let place = ["REDIS_URL": relay.urlText]
    relay.arm(.loseReply, at: 1)
    let plain = try await stage.lifeboat("enqueue", "Mail", "--dialect", "resque", environment: place)
    #expect(plain.ending == .exited(4))
    #expect(plain.errors.contains("which may have run"))
    #expect(plain.errors.contains("a repeat may enqueue twice what was enqueued already"))
    #expect(try stage.queue() == [#"{"class":"Mail","args":[]}"#])

    relay.arm(.loseReply, at: 2)
    let words = ["enqueue", "Mail", "[2]", "--dialect", "resque", "--token", "t"]
    let first = try await stage.run(words, environment: place)
    #expect(relay.hasStruck)
    #expect(first.ending == .exited(6))
    let second = try await stage.run(words, environment: place)
    #expect(second.ending == .exited(0))
    #expect(second.output == "enqueued 0 jobs; 1 had been enqueued before, by token\n")
    #expect(try stage.queue().count == 2)
  }
}
