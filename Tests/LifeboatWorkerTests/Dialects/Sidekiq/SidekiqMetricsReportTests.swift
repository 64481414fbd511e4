import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport
import Testing

@testable import LifeboatWorker

struct SidekiqMetricsReportTests {
  private let server: RedisServer
  private let session: RedisSession
  private let board = SlotBoard(slots: 2, countsRuns: true)
  /// 2026-11-21 09:03 UTC.
  private let minute = 1_795_251_780

  init() throws {
    server = try RedisServer()
    session = server.session()
  }

  private func run(_ className: String, milliseconds: Int, fails: Bool = false, slot: Int = 0) {
    _ = board.begin(.test(1, className: className), slot: slot)
    board.end(
      slot: slot, outcome: fails ? .dropped : .succeeded, nanoseconds: Int64(milliseconds) * 1_000_000 + 999_000)
  }

  private func report() -> SidekiqMetricsReport {
    var report = SidekiqMetricsReport(keys: SidekiqKeys())
    report.gather(board)
    return report
  }

  private func counter(_ key: String, _ bucket: Int) throws -> Int? {
    try session.run("BITFIELD", key, "GET", "u16", "#\(bucket)").array?.first?.int
  }

  @Test func `both layouts get the counts and the durations, under the keys of the minute`() throws {
    run("Plain", milliseconds: 3000)
    run("Plain", milliseconds: 10, slot: 1)
    run("Plain", milliseconds: 70, fails: true)
    run("A::B", milliseconds: 1, fails: true)
    var report = report()
    #expect(try report.send(on: session, at: minute) == nil)
    let counts = ["Plain|p": "3", "Plain|f": "1", "Plain|ms": "3011", "A::B|p": "1", "A::B|f": "1"]
    let hashes = ["j|20261121|9:3", "j|261121|9:0", "j|261121|9:03"]
    let histograms = ["Plain-21-09:3", "h|Plain-21-9:3"]
    #expect(try session.keys() == (hashes + histograms).sorted())
    for key in hashes { #expect(try session.hash(key) == counts) }
    for key in histograms {
      #expect(try counter(key, 0) == 1 && counter(key, 13) == 1 && counter(key, 4) == 0)
    }
    for (key, expiry) in zip(hashes + histograms, [28_800, 259_200, 28_800, 28_800, 28_800]) {
      #expect(try (expiry - 60...expiry).contains(session.run("TTL", key).int ?? 0))
    }
    #expect(report.isEmpty)
    #expect(try report.send(on: session, at: minute) == nil)
    #expect(try session.hash(hashes[0]) == counts)
  }

  @Test func `a full counter stays full`() throws {
    for _ in 1...3 { run("A", milliseconds: 1) }
    try session.run("BITFIELD", "h|A-21-9:3", "SET", "u16", "#0", "65534")
    var report = report()
    _ = try report.send(on: session, at: minute)
    #expect(try counter("h|A-21-9:3", 0) == 65_535)
  }

  @Test func `very many classes go in parts`() throws {
    for number in 1...450 { run("C\(number)", milliseconds: 1) }
    var report = report()
    var parts = 0
    while !report.isEmpty {
      _ = try report.send(on: session, at: minute)
      parts += 1
    }
    #expect(parts == 3)
    #expect(try session.run("HLEN", "j|261121|9:03").int == 900)
  }

  @Test func `a key of another kind is told of, and stops no other`() throws {
    run("A", milliseconds: 1)
    try session.run("SET", "j|20261121|9:3", "text")
    var report = report()
    #expect(try report.send(on: session, at: minute)?.hasPrefix("WRONGTYPE") == true)
    #expect(try session.hash("j|261121|9:03")["A|p"] == "1")
    #expect(report.isEmpty)
  }

  @Test func `what was not sent is kept, and what may have been sent is not sent again`() throws {
    run("A", milliseconds: 1)
    var report = report()
    server.kill()
    #expect(throws: RedisError.self) { try report.send(on: session, at: minute) }
    #expect(!report.isEmpty)
    try server.start()
    #expect(try report.send(on: session, at: minute) == nil)
    #expect(try session.hash("j|261121|9:03")["A|p"] == "1")

    run("A", milliseconds: 1)
    report.gather(board)
    var options = RedisOptions()
    options.commandTimeout = .milliseconds(50)
    let hasty = server.session(options)
    try hasty.connect()
    server.pause()
    #expect(throws: RedisError.self) { try report.send(on: hasty, at: minute) }
    server.resume()
    #expect(report.isEmpty)
  }
}
