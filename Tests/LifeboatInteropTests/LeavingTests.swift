import Foundation
import Lifeboat
import LifeboatTestSupport
import Testing

/// The rescue of `docs/leaving.md`, as it stands there.
@Suite(
  .timeLimit(.minutes(10)),
  .enabled("needs Ruby with the redis gem: scripts/setup installs it") { await Partner.ruby.value != nil })
struct LeavingTests {
  private let stage: InteropStage

  init() async throws { stage = try InteropStage(await Partner.ruby.value) }

  /// The pieces of Ruby on the page: the rescue, and what empties the overflow list.
  private var pieces: (rescue: String, overflow: String) {
    get throws {
      let page = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "docs/leaving.md")
      let text = try String(contentsOf: page, encoding: .utf8)
      let parts = text.components(separatedBy: "```ruby\n").dropFirst().map { $0.components(separatedBy: "```")[0] }
      try #require(parts.count == 2)
      return (parts[0], parts[1])
    }
  }

  private func job(_ className: String, _ number: Int) -> [UInt8] {
    Array(#"{"class":"\#(className)","args":[\#(number),1.50]}"#.utf8)
  }

  @Test func `jobs of a killed worker and snoozed ones are back in their queues, each once`() async throws {
    try stage.push(raw: [job("Later", 1), job("Hold", 2), job("Hold", 3), job("Hold", 4)], to: "mail: é")
    let worker = try stage.startWork(
      "mail: é",
      handlers: """
        concurrency: 3
        handlers:
          Later: { command: [sh, -c, "exit 75"], snooze: 1h }
          Hold: { command: [sleep, "600"] }
        """)
    try await eventually("one is snoozed and three are held") {
      let held = try stage.session.call(RedisCommand("KEYS", "resque:lifeboat:resque:inflight:*")).array ?? []
      guard let key = held.first?.string else { return false }
      return try stage.session.call(RedisCommand("HLEN", key)).int == 3
        && stage.session.call(RedisCommand("HLEN", "resque:lifeboat:resque:snoozed:jobs")).int == 1
    }
    worker.send(SIGKILL)
    _ = try await worker.ending()
    // It can be run again.
    let rescue = try pieces.rescue
    for _ in 1...2 { try await stage.there(rescue) }
    #expect(
      try Set(stage.list("resque:queue:mail: é")) == [job("Later", 1), job("Hold", 2), job("Hold", 3), job("Hold", 4)])
    #expect(try stage.list("resque:queue:mail: é").filter { $0 != job("Later", 1) } == (2...4).map { job("Hold", $0) })
    let left = try stage.session.call(RedisCommand("KEYS", "resque:lifeboat:resque:*")).array ?? []
    #expect(left.compactMap(\.string).filter { $0.contains("inflight") || $0.contains("snoozed") } == [])
  }

  @Test func `so are a Sidekiq app's, at the end that is its front`() async throws {
    let keys = SidekiqDialect().keys
    let own = SidekiqDialect().ownKeys
    let payloads = (1...3).map { #"{"class":"Hold","args":[\#($0)],"jid":"j\#($0)"}"# }
    _ = try stage.session.call(
      RedisCommand("HSET", own.inflight("gone"), "7:a: é", payloads[0], "11:a: é", payloads[1]))
    _ = try stage.session.call(RedisCommand("HSET", own.snoozedJobs, "2:b", payloads[2]))
    _ = try stage.session.call(RedisCommand("ZADD", own.snoozed, "1", "2:b"))
    let line = try #require(pieces.rescue.components(separatedBy: "\n").first { $0.hasPrefix("ns, dialect") })
    let rescue = try pieces.rescue.replacingOccurrences(of: line, with: #"ns, dialect, push = "", "sidekiq", :rpush"#)
    for _ in 1...2 { try await stage.there(rescue) }
    #expect(try stage.list(keys.queue("a: é")).map { text($0) } == [payloads[1], payloads[0]])
    #expect(try stage.list(keys.queue("b")).map { text($0) } == [payloads[2]])
    #expect(try stage.session.call(RedisCommand("KEYS", "lifeboat:*")).array?.count == 0)
  }

  @Test func `what is in the overflow list goes into the dead set with its time`() async throws {
    let keys = SidekiqDialect()
    _ = try stage.session.call(RedisCommand("RPUSH", keys.ownKeys.overflow, #"17.25:{"a":"x:y"}"#, "18.5:not json"))
    for _ in 1...2 { try await stage.there(try pieces.overflow) }
    let dead = try stage.session.call(RedisCommand("ZRANGE", keys.keys.dead, 0, -1, "WITHSCORES")).array ?? []
    #expect(dead.compactMap(\.string) == [#"{"a":"x:y"}"#, "17.25", "not json", "18.5"])
    #expect(try stage.session.call(RedisCommand("EXISTS", keys.ownKeys.overflow)).int == 0)
  }
}
