import Foundation
import LifeboatRedis
import LifeboatTestSupport
import Testing

/// `lifeboat op undo` of a requeue that somebody has stopped in the middle.
@Suite(.timeLimit(.minutes(10))) struct RequeueUndoTests {
  private let count = 1_000

  @Test(arguments: ["resque", "sidekiq"])
  func `stopped at 40 % and taken back, every failure is where it was, byte for byte`(dialect: String) async throws {
    let stage = try Stage()
    let isSidekiq = dialect == "sidekiq"
    let queue = isSidekiq ? "queue:mail" : "resque:queue:mail"
    if isSidekiq { try bury(stage) } else { try stage.fail(0..<count) }
    try stage.call(isSidekiq ? "LPUSH" : "RPUSH", queue, Stage.job(5_000))
    let before = try failures(stage, isSidekiq)
    #expect(before.count == (isSidekiq ? 2 * count : count))
    let program = try BuiltProgram(
      "lifeboat",
      ["failed", "requeue", "--all", "--yes", "--rate", "500/s", "--dialect", dialect, "--redis", stage.redis.urlText])
    try await eventually("40 % are sent") { try stage.call("LLEN", queue).int ?? 0 > 2 * count / 5 }
    program.send(SIGINT)
    #expect(try await program.ending() == .exited(130), "\(program.errorText)")
    #expect(try stage.call("LLEN", queue).int ?? 0 < count)
    let id = try #require(try await stage.operation()["id"] as? String)
    let undo = try await stage.lifeboat("op", "undo", id, "--yes")
    #expect(undo.ending == .exited(0), "\(undo.errors)")
    #expect(try failures(stage, isSidekiq) == before)
    #expect(try stage.list(queue) == [Stage.job(5_000)])
    #expect(try stage.heldKeys().isEmpty)
  }

  /// What the set holds, in its order; scores as Redis writes them.
  private func failures(_ stage: Stage, _ isSidekiq: Bool) throws -> [[UInt8]] {
    let reply =
      try isSidekiq
      ? stage.call("ZRANGE", "dead", "0", "-1", "WITHSCORES") : stage.call("LRANGE", "resque:failed", "0", "-1")
    return reply.strings
  }

  /// Dead jobs of the last hour; two and two have one score.
  private func bury(_ stage: Stage) throws {
    let now = Date().timeIntervalSince1970 - 3_600
    for number in 0..<count {
      try stage.call(
        "ZADD", "dead", "\(now + Double(number / 2) * 1.000_123)",
        #"{"class":"Mail","args":[\#(number),1.0],"queue":"mail","jid":"j\#(number)","retry":true,"retry_count":0,"failed_at":\#(now)}"#
      )
    }
    try stage.call("SADD", "queues", "mail")
  }
}
