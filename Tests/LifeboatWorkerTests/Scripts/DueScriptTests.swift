import LifeboatFormat
import LifeboatRedis
import Testing

@testable import LifeboatWorker

struct DueScriptTests {
  private let scripts: Scripts
  private var session: RedisSession { scripts.session }

  init() throws { scripts = try Scripts() }

  private func texts(_ reply: [RedisValue]) -> [[String]] {
    reply.map { $0.array.map { $0.map { $0.string ?? "" } } ?? [$0.int.map { "\($0)" } ?? ""] }
  }

  @Test func `nothing is due where nothing waits, and where all waits for later`() throws {
    #expect(try texts(scripts.due()) == [["0"]])
    try scripts.delay("p", at: 4_102_444_800)
    #expect(try texts(scripts.due()) == [["0"]])
  }

  @Test func `the oldest buckets come first, in their order, up to the limits`() throws {
    for entry in ["b1", "b2", "b3"] { try scripts.delay(entry, at: 2000) }
    try scripts.delay("a", at: 1000)
    let first = [["0"], ["1000"], ["a"]]
    #expect(try texts(scripts.due()) == first + [["2000"], ["b1", "b2", "b3"]])
    #expect(try texts(scripts.due(most: 3)) == first + [["2000"], ["b1", "b2"]])
    #expect(try texts(scripts.due(most: 1)) == first)
    #expect(try texts(scripts.due(bytes: 6)) == first + [["2000"], ["b1", "b2"]])
    #expect(try texts(scripts.due(bytes: 2)) == first)
    try session.run("ZREM", "resque:delayed_queue_schedule", "1000")
    #expect(try texts(scripts.due(bytes: 1)) == [["0"], ["2000"], ["b1"]])
  }

  @Test func `a bucket of more jobs than one read takes comes whole`() throws {
    for index in 1...60 { try scripts.delay("\(index)", at: 1000) }
    #expect(try texts(scripts.due()) == [["0"], ["1000"], (1...60).map { "\($0)" }])
  }

  @Test func `nothing is due while a scheduler holds its lock`() throws {
    try scripts.delay("p", at: 1000)
    try session.run("SET", "resque:resque:resque_scheduler_master_lock", "box:1")
    #expect(try texts(scripts.due()) == [["0"]])
  }

  @Test func `a listed bucket that is not there comes empty, and counts as a job`() throws {
    try session.run("ZADD", "resque:delayed_queue_schedule", "0", "0", "1000", "1000")
    #expect(try texts(scripts.due()) == [["0"], ["0"], [], ["1000"], []])
    #expect(try texts(scripts.due(most: 1)) == [["0"], ["0"], []])
  }

  @Test func `what is no second as Ruby writes it, and what is no bucket, is passed over`() throws {
    try session.run("HSET", "resque:delayed:last_enqueued_at", "a", "b")
    try session.run("HSET", "resque:delayed:900", "a", "b")
    for member in [
      "last_enqueued_at", "", "900", "1000.5", "007", "00", "+5", "-5", " 5", "5\n", "1e3", "123456789012",
    ] {
      try session.run("ZADD", "resque:delayed_queue_schedule", "800", member)
    }
    try scripts.delay("p", at: 99_999_999_999)
    try session.run("ZADD", "resque:delayed_queue_schedule", "1000", "99999999999")
    #expect(try texts(scripts.due()) == [["0"], ["99999999999"], ["p"]])
  }

  @Test func `members that are no buckets are passed over a thousand at a time`() throws {
    for index in 1...1500 { try session.run("ZADD", "resque:delayed_queue_schedule", "1", "bad\(index)") }
    try scripts.delay("p", at: 1000)
    #expect(try texts(scripts.due()) == [["1000"]])
    #expect(try texts(scripts.due(past: 1000)) == [["0"], ["1000"], ["p"]])
    var passed = 0
    #expect(
      try DueBucket.next(ResqueDialect(), past: &passed, on: session) == [
        DueBucket(second: 1000, entries: [bytes("p")])
      ])
    #expect(passed == 1000)
    try session.run("DEL", "resque:delayed_queue_schedule")
    #expect(try DueBucket.next(ResqueDialect(), past: &passed, on: session) == [])
  }

  @Test func `of a bucket of long jobs no more is read than a little over the limit`() throws {
    for _ in 1...100 { try scripts.delay(String(repeating: "x", count: 500_000), at: 1000) }
    func peak() throws -> Int {
      let lines = try session.run("INFO", "memory").string?.split(whereSeparator: \.isNewline) ?? []
      return try #require(
        lines.first { $0.hasPrefix("used_memory_peak:") }.flatMap { Int($0.drop { $0 != ":" }.dropFirst()) })
    }
    let before = try peak()
    #expect(try scripts.due().last?.array?.count == 2)
    #expect(try peak() - before < 20_000_000)
  }

  @Test func `a schedule of another type is an error`() throws {
    try session.run("SET", "resque:delayed_queue_schedule", "x")
    #expect(throws: RedisError.self) {
      var passed = 0
      _ = try DueBucket.next(ResqueDialect(), past: &passed, on: session)
    }
  }
}
