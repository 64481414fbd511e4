import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport
import Testing

@testable import LifeboatWorker

/// Sidekiq's kinds of the settle script, and its burial.
struct SidekiqSettleScriptTests {
  private let harness: SidekiqHarness
  private let incarnation: Incarnation
  private var session: RedisSession { harness.session }
  private var inflight: String { harness.own.inflight(incarnation.name) }
  private var overflow: String { harness.own.overflow }

  init() throws {
    harness = try SidekiqHarness()
    incarnation = Incarnation(ordinal: 1, names: [], endings: SidekiqEndings(dialect: harness.dialect))
    try session.run("HSET", harness.own.processes, incarnation.name, "1")
    for index in 1...4 { try session.run("HSET", inflight, "\(index):q", "p\(index)") }
  }

  private func job(_ sequence: UInt64) -> LeasedJob {
    LeasedJob(
      sequence: sequence, queue: "q", rank: 0, payload: bytes("p\(sequence)"),
      record: .success(JobRecord(bytes: bytes("p"), className: "A", arguments: nil, attempt: 1)), incarnation: 1)
  }

  /// What the script answers to outcomes of the jobs 1, 2, ….
  @discardableResult
  private func settle(_ outcomes: Outcome...) throws -> RedisValue {
    try settle(outcomes.enumerated().map { Settlement(job: job(UInt64($0 + 1)), outcome: $1, nanoseconds: nil) })
  }

  private func settle(_ batch: [Settlement]) throws -> RedisValue {
    let source = Source(redis: harness.server.url, dialect: harness.dialect, queues: ["q"])
    return try session.pipeline([try SettleCall(batch: batch).command(source, incarnation, on: session)])[0]
  }

  /// The first word of an error reply.
  private func code(_ reply: RedisValue) -> String? {
    guard case .error(let message) = reply else { return nil }
    return RedisError(reply: message, to: "settle", server: "").code
  }

  private func retry(_ entry: String, in milliseconds: Int = 60_000) -> Outcome {
    .retried(
      Retry(queue: "q", payload: bytes(entry), milliseconds: milliseconds, leastWait: milliseconds, isFailure: true))
  }

  private func dead(_ entry: String) -> Outcome { .failed(entry: bytes(entry)) }

  private func score(_ set: String, _ entry: String) throws -> Double? {
    try session.run("ZSCORE", set, entry).string.flatMap(Double.init)
  }

  private var stats: [String?] {
    get throws {
      let day = SidekiqMinute(of: Int(try harness.now())).day
      return try ["stat:processed", "stat:failed", "stat:processed:\(day)", "stat:failed:\(day)"].map(session.text)
    }
  }

  @Test func `a retry waits in the retry set for its time, and each attempt is counted once`() throws {
    let before = try harness.now()
    #expect(try settle(retry("e1"), retry("e2", in: 0), .succeeded).array?.map(\.int) == [3, 0])
    let due = try #require(try score("retry", "e1"))
    #expect((before + 59.9...(try harness.now()) + 60).contains(due))
    #expect(try harness.entries("retry").map { text($0) } == ["e2", "e1"])
    #expect(try session.hash(inflight) == ["4:q": "p4"])
    #expect(try stats == ["3", "2", "3", "2"])
  }

  @Test func `a repeat after a lost reply changes nothing`() throws {
    try settle(retry("e1"), dead("e2"), .dropped)
    let counted = try stats
    let sets = try ["retry", "dead"].map(harness.entries)
    #expect(try settle(retry("other"), dead("other"), .dropped).array?.map(\.int) == [0, 0])
    #expect(try ["retry", "dead"].map(harness.entries) == sets)
    #expect(try stats == counted)
    #expect(try session.keys(overflow) == [])
  }

  @Test func `an entry whose equal waits already comes back by itself, so that none takes the other's place`() throws {
    try harness.add("same", to: "retry", at: "7")
    #expect(try settle(retry("same")).array?.map(\.int) == [1, 0])
    #expect(try score("retry", "same") == 7)
    #expect(try session.hash(harness.own.snoozedJobs) == ["1:q": "same"])
    #expect(try score(harness.own.snoozed, "1:q").map { $0 > (try harness.now() + 50) * 1000 } == true)
    #expect(try stats == ["1", "1", "1", "1"])
  }

  @Test func `what is dead lies in the dead set since now, its equal in the overflow, what is dropped nowhere`() throws
  {
    try harness.add("same", to: "dead", at: "7000000000")
    let before = try harness.now()
    #expect(try settle(dead("e1"), dead("same"), .dropped).array?.map(\.int) == [3, 1])
    #expect(try score("dead", "e1").map { $0 >= before - 0.001 } == true)
    #expect(try score("dead", "same") == 7_000_000_000)
    #expect(try session.list(overflow).map { $0.split(separator: ":").last } == ["same"])
    #expect(try stats == ["3", "3", "3", "3"])
  }

  @Test func `what nobody can read is buried as it is, and counted as little as Ruby counts it`() throws {
    let raw = ["p1", "[2]"].enumerated().map {
      LeasedJob(
        sequence: UInt64($0 + 1), queue: "q", rank: 0, payload: bytes($1),
        record: .failure(.empty), incarnation: 1)
    }
    let batch = raw.map { Settlement(job: $0, outcome: .failed(entry: $0.payload), nanoseconds: nil) }
    #expect(try settle(batch).array?.map(\.int) == [2, 0])
    #expect(try harness.entries("dead") == [bytes("p1")])
    #expect(try harness.overflow() == [bytes("[2]")])
    #expect(try session.run("HLEN", inflight).int == 2)
    #expect(try stats == [nil, nil, nil, nil])
  }

  @Test func `the day's counters are kept for five years`() throws {
    try settle(.succeeded, .dropped)
    let day = SidekiqMinute(of: Int(try harness.now())).day
    for key in ["stat:processed:\(day)", "stat:failed:\(day)"] {
      #expect(try session.run("TTL", key).int.map { (157_679_990...157_680_000).contains($0) } == true)
    }
    #expect(try session.run("TTL", "stat:processed").int == -1)
  }

  @Test func `the dead set never has more than 9000, and none that Ruby would drop for its age; nothing is lost`()
    throws
  {
    let now = try harness.now()
    var command = RedisCommand("ZADD", "dead")
    for index in 1...9000 { command.append(each: [String(now - 10_000 + Double(index)), "d\(index)"]) }
    command.append(each: ["5", "old 1", "6", "old 2", String(now - 15_552_001), "old 3"])
    _ = try session.call(command)
    #expect(try settle(dead("e1")).array?.map(\.int) == [1, 4])
    #expect(try session.run("ZCARD", "dead").int == 9000)
    let spilled = try session.list(overflow)
    #expect(spilled.map { $0.split(separator: ":").last.map(String.init) } == ["old 1", "old 2", "old 3", "d1"])
    #expect(spilled.first == "5:old 1")
    #expect(try score("dead", "e1") != nil)
  }

  @Test func `what a full dead set has too much of leaves it a thousand at a time`() throws {
    var command = RedisCommand("ZADD", "dead")
    for index in 1...11_500 { command.append(each: [String(9_000_000_000 + index), "d\(index)"]) }
    _ = try session.call(command)
    #expect(try settle(dead("e1")).array?.map(\.int) == [1, 1000])
    #expect(try settle(.succeeded, dead("e2")).array?.map(\.int) == [1, 1000])
    #expect(try session.run("ZCARD", "dead").int == 9502)
    #expect(try session.length(overflow) == 2000)
  }

  @Test(arguments: ["dead", "lifeboat:sidekiq:overflow"])
  func `a job that cannot be buried stays in flight, and is buried when it can be; others are settled`(key: String)
    throws
  {
    try session.run("SET", key, "x")
    let reply = try settle(dead("e1"), retry("e2"), .succeeded, .dropped)
    #expect(code(reply) == "WRONGTYPE")
    #expect(try session.hash(inflight) == ["1:q": "p1"])
    try session.run("DEL", key)
    #expect(try settle(dead("e1"), retry("e2")).array?.map(\.int) == [1, 0])
    #expect(try harness.entries("dead").map { text($0) } == ["e1"])
    #expect(try stats == ["4", "3", "4", "3"])
  }

  @Test func `a job that cannot wait for its retry stays in flight; others are settled`() throws {
    try session.run("SET", "retry", "x")
    #expect(code(try settle(retry("e1"), dead("e2"), .succeeded)) == "WRONGTYPE")
    #expect(try session.hash(inflight) == ["1:q": "p1", "4:q": "p4"])
    try session.run("DEL", "retry")
    try settle(retry("e1"))
    #expect(try harness.entries("retry").map { text($0) } == ["e1"])
  }

  @Test func `while memory is full each outcome is written all the same`() throws {
    try session.run("CONFIG", "SET", "maxmemory-policy", "noeviction")
    try session.run("CONFIG", "SET", "maxmemory", "1")
    let reply = try settle(retry("e1"), dead("e2"), .snoozed(milliseconds: 60_000), .returned)
    try session.run("CONFIG", "SET", "maxmemory", "0")
    #expect(reply.array?.map(\.int) == [4, 0])
    #expect(try session.hash(inflight).isEmpty)
    #expect(try harness.entries("retry").map { text($0) } == ["e1"])
    #expect(try harness.entries("dead").map { text($0) } == ["e2"])
    #expect(try session.hash(harness.own.snoozedJobs) == ["3:q": "p3"])
    #expect(try harness.queue("q") == ["p4"])
    #expect(try stats == ["2", "2", "2", "2"])
  }

  @Test func `what is returned is the next at the queue's end, in order; what is snoozed comes back behind all`() throws
  {
    try harness.push("q", "waiting")
    #expect(try settle(.returned, .returned, .snoozed(milliseconds: 0)).array?.map(\.int) == [3, 0])
    #expect(try harness.queue("q") == ["p1", "p2", "waiting"])
    #expect(try session.hash(harness.own.snoozedJobs) == ["3:q": "p3"])
    #expect(try stats == [nil, nil, nil, nil])
  }

  @Test func `counters that are unusable stop nothing`() throws {
    let day = SidekiqMinute(of: Int(try harness.now())).day
    for key in ["stat:processed", "stat:failed:\(day)"] { try session.run("SET", key, "x") }
    #expect(try settle(dead("e1"), .succeeded).array?.map(\.int) == [2, 0])
    #expect(try session.hash(inflight).count == 2)
    #expect(try session.text("stat:failed") == "1")
  }
}
