import Foundation
import Lifeboat
import LifeboatTestSupport
import Testing

/// The rescue of `docs/leaving.md`, as it stands there.
@Suite(
  .timeLimit(.minutes(5)),
  .enabled("needs Ruby with the redis gem: scripts/setup installs it") { await Partner.ruby.value != nil })
struct LeavingTests {
  private let stage: InteropStage

  init() async throws { stage = try InteropStage(await Partner.ruby.value) }

  /// The Ruby code of the page.
  private var rescue: String {
    get throws {
      let page = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "docs/leaving.md")
      let text = try String(contentsOf: page, encoding: .utf8)
      let parts = text.components(separatedBy: "```ruby\n")
      return try #require(parts.last?.components(separatedBy: "```").first)
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
    for _ in 1...2 { try await stage.there(rescue) }
    #expect(
      try Set(stage.list("resque:queue:mail: é")) == [job("Later", 1), job("Hold", 2), job("Hold", 3), job("Hold", 4)])
    #expect(try stage.list("resque:queue:mail: é").filter { $0 != job("Later", 1) } == (2...4).map { job("Hold", $0) })
    let left = try stage.session.call(RedisCommand("KEYS", "resque:lifeboat:resque:*")).array ?? []
    #expect(left.compactMap(\.string).filter { $0.contains("inflight") || $0.contains("snoozed") } == [])
  }
}
