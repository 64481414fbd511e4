import LifeboatFormat
import LifeboatRedis
import Testing

@testable import LifeboatWorker

struct DueScriptTests {
  private let scripts: Scripts
  private var session: RedisSession { scripts.session }

  init() throws { scripts = try Scripts() }

  private func texts(_ reply: [RedisValue]) -> [[String]] {
    reply.map { $0.array.map { $0.map { $0.string ?? "" } } ?? [$0.string ?? ""] }
  }

  @Test func `nothing is due where nothing waits, and where all waits for later`() throws {
    #expect(try scripts.due() == [])
    try scripts.delay("p", at: 4_102_444_800)
    #expect(try scripts.due() == [])
  }

  @Test func `the oldest bucket comes first, in its order, up to the limits`() throws {
    for entry in ["b1", "b2", "b3"] { try scripts.delay(entry, at: 2000) }
    try scripts.delay("a", at: 1000)
    #expect(try texts(scripts.due()) == [["1000"], ["1000"], ["a"]])
    try session.run("ZREM", "resque:delayed_queue_schedule", "1000")
    #expect(try texts(scripts.due(most: 2)) == [["2000"], ["2000"], ["b1", "b2"]])
    #expect(try texts(scripts.due(bytes: 5)) == [["2000"], ["2000"], ["b1", "b2"]])
    #expect(try texts(scripts.due(bytes: 1)) == [["2000"], ["2000"], ["b1"]])
  }

  @Test func `nothing is due while a scheduler holds its lock`() throws {
    try scripts.delay("p", at: 1000)
    try session.run("SET", "resque:resque:resque_scheduler_master_lock", "box:1")
    #expect(try scripts.due() == [])
  }

  @Test func `a listed bucket that is not there comes empty`() throws {
    try session.run("ZADD", "resque:delayed_queue_schedule", "1000", "1000")
    #expect(try texts(scripts.due()) == [["1000"], ["1000"], []])
  }

  @Test func `a fraction stands for its second, and what is no bucket is passed over`() throws {
    try session.run("HSET", "resque:delayed:last_enqueued_at", "a", "b")
    try session.run("HSET", "resque:delayed:900", "a", "b")
    try session.run("ZADD", "resque:delayed_queue_schedule", "800", "last_enqueued_at", "850", "", "900", "900")
    try session.run("ZADD", "resque:delayed_queue_schedule", "1000.5", "1000.5")
    try session.run("RPUSH", "resque:delayed:1000", "p")
    #expect(try texts(scripts.due()) == [["1000.5"], ["1000"], ["p"]])
  }

  @Test func `a schedule of another type is an error`() throws {
    try session.run("SET", "resque:delayed_queue_schedule", "x")
    #expect(throws: RedisError.self) {
      _ = try DueBucket.next(ResqueDialect(), on: session)
    }
  }
}
