import LifeboatFormat
import LifeboatRedis
import Testing

@testable import LifeboatWorker

struct SidekiqDueScriptTests {
  private let harness: SidekiqHarness
  private var session: RedisSession { harness.session }

  init() throws { harness = try SidekiqHarness() }

  /// What is due in `retry` and in `schedule`, and what is said of each.
  private func due(most: Int = 10, bytes: Int = 1000, past: [Int] = [0, 0]) throws -> ([[String]], [String?]) {
    let reply = try session.run(
      .sidekiqDue, keys: ["retry", "schedule"], arguments: [String(most), String(bytes)] + past.map { String($0) })
    let values = try #require(reply.array)
    let time = try #require(values[0].int.map(Double.init)) + Double(values[1].int ?? -1) / 1_000_000
    let now = try harness.now()
    #expect((now - 10...now).contains(time))
    return (
      [values[2], values[4]].map { $0.array?.map { $0.string ?? "(no text)" } ?? [] },
      [values[3].string, values[5].string]
    )
  }

  @Test func `what is due is read oldest first, by Redis's clock, and stays`() throws {
    let now = try harness.now()
    for (entry, score) in [("b", "2.5"), ("a", "2.25"), ("soon", String(now + 60)), ("first", "-inf")] {
      try harness.add(entry, to: "schedule", at: score)
    }
    try harness.add("never", to: "retry", at: "inf")
    try harness.add("just now", to: "retry", at: String(now))
    #expect(try due().0 == [["just now"], ["first", "a", "b"]])
    #expect(try due().1 == ["", ""])
    #expect(try session.run("ZCARD", "schedule").int == 4)
  }

  @Test func `no more than asked for is read of each set, and what is to be passed over is`() throws {
    for index in 1...40 {
      try harness.add("r\(index)", to: "retry", at: String(index))
      try harness.add("s\(index)", to: "schedule", at: String(index))
    }
    #expect(try due(most: 2, past: [1, 38]).0 == [["r2", "r3"], ["s39", "s40"]])
    #expect(try due(most: 39).0.map(\.count) == [39, 39])
    #expect(try due(past: [40, 41]).0 == [[], []])
  }

  @Test func `no more bytes than asked for are read, but always one entry`() throws {
    for index in 1...9 { try harness.add("\(index)" + String(repeating: "x", count: 99), to: "retry", at: "\(index)") }
    #expect(try due(bytes: 250).0[0].map { String($0.prefix(1)) } == ["1", "2"])
    #expect(try due(bytes: 300).0[0].count == 3)
    #expect(try due(bytes: 1).0[0].count == 1)
  }

  @Test func `a key that is no sorted set is told, and the other is read`() throws {
    try session.run("SET", "retry", "x")
    try harness.add("a", to: "schedule")
    let (entries, troubles) = try due()
    #expect(entries == [[], ["a"]])
    #expect(troubles[0]?.hasPrefix("WRONGTYPE") == true)
    #expect(troubles[1] == "")
  }

  @Test func `the reader passes on time, entries as bytes, and the first refusal`() throws {
    try harness.add([0xFF, 0x00, 0x0A], to: "schedule")
    try session.run("SET", "retry", "x")
    let due = try SidekiqDue(["retry", "schedule"], past: [0, 0], on: session)
    #expect(due.entries == [[], [[0xFF, 0x00, 0x0A]]])
    #expect(due.refusal?.hasPrefix("WRONGTYPE") == true)
    #expect(abs(due.time.double - (try harness.now())) < 10)
  }
}
