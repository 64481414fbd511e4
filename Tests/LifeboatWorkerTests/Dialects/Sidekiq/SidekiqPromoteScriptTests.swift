import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport
import Testing

@testable import LifeboatWorker

struct SidekiqPromoteScriptTests {
  private let harness: SidekiqHarness
  private var session: RedisSession { harness.session }
  private var overflow: String { harness.own.overflow }

  init() throws { harness = try SidekiqHarness() }

  /// How many went to queues, to the dead set and to the overflow; then what stays: its number, why, …
  private func promote(_ groups: String...) throws -> [String] {
    let reply = try session.run(
      .sidekiqPromote, keys: ["schedule", "queues", "dead", overflow], arguments: ["queue:"] + groups)
    return try #require(reply.array, "\(reply)").map { $0.string ?? $0.int.map { String($0) } ?? "?" }
  }

  @Test func `entries go to their queues, where the oldest is the next, and the queues are known`() throws {
    try harness.push("q", "waiting")
    for entry in ["a", "b", "c", "stays"] { try harness.add(entry, to: "schedule") }
    let groups = ["Q", "a", "q", "A", "Q", "b", "o d:,😀", "B", "Q", "c", "q", "C"]
    let reply = try session.run(
      .sidekiqPromote, keys: ["schedule", "queues", "dead", overflow], arguments: ["queue:"] + groups)
    #expect(reply.array?.compactMap(\.int) == [3, 0, 0])
    #expect(try harness.queue("q") == ["waiting", "A", "C"])
    #expect(try harness.queue("o d:,😀") == ["B"])
    #expect(try session.members("queues") == ["o d:,😀", "q"])
    #expect(try harness.entries("schedule").map { text($0) } == ["stays"])
  }

  @Test func `an entry that somebody else took, or put off, stays what it is`() throws {
    let later = String(try harness.now() + 60)
    try harness.add("later", to: "schedule", at: later)
    try harness.add("a", to: "schedule")
    #expect(
      try promote("Q", "gone", "q", "G", "D", "gone", "", "gone", "Q", "later", "q", "L", "Q", "a", "q", "A") == [
        "1", "0", "0",
      ])
    #expect(try harness.queue("q") == ["A"])
    #expect(try harness.entries("schedule").map { text($0) } == ["later"])
    #expect(try session.keys("dead") == [])
  }

  @Test func `the same entry twice in one call moves once`() throws {
    try harness.add("a", to: "schedule")
    #expect(try promote("Q", "a", "q", "A", "Q", "a", "q", "A") == ["1", "0", "0"])
    #expect(try harness.queue("q") == ["A"])
  }

  @Test func `an entry whose queue is no list stays, and is told; others go`() throws {
    try session.run("SET", "queue:odd", "x")
    for entry in ["a", "b", "c"] { try harness.add(entry, to: "schedule") }
    let reply = try promote("Q", "a", "odd", "A", "Q", "b", "q", "B", "Q", "c", "odd", "C")
    #expect(reply.prefix(4) == ["1", "0", "0", "0"])
    #expect(reply[4].hasPrefix("WRONGTYPE"))
    #expect(reply[5] == "2")
    #expect(try harness.entries("schedule").map { text($0) } == ["a", "c"])
    #expect(try harness.queue("q") == ["B"])
  }

  @Test(arguments: ["SET", "ACL"]) func `a queue whose name cannot be noted gets its job all the same`(way: String)
    throws
  {
    try harness.add("a", to: "schedule")
    if way == "SET" {
      try session.run("SET", "queues", "x")
    } else {
      try session.run("ACL", "SETUSER", "default", "-sadd")
    }
    #expect(try promote("Q", "a", "q", "A") == ["1", "0", "0"])
    #expect(try harness.queue("q") == ["A"])
    #expect(try harness.entries("schedule") == [])
  }

  @Test func `what is buried lies in the dead set since now, and its equal in the overflow`() throws {
    try harness.add("same", to: "dead", at: "7000000000")
    for entry in ["{broken", "same"] { try harness.add(entry, to: "schedule") }
    let before = try harness.now()
    #expect(try promote("D", "{broken", "", "{broken", "D", "same", "", "same") == ["0", "2", "1"])
    let score = try #require(try session.run("ZSCORE", "dead", "{broken").string.flatMap(Double.init))
    #expect((before - 0.001...(try harness.now())).contains(score))
    #expect(try session.run("ZSCORE", "dead", "same").string == "7000000000")
    let spilled = try #require(try session.list(overflow).first)
    #expect(spilled.hasSuffix(":same"))
    #expect(Double(spilled.dropLast(5)).map { $0 >= before - 0.001 } == true)
    #expect(try harness.entries("schedule") == [])
  }

  @Test func `what Ruby could not show goes to the overflow`() throws {
    try harness.add("[1]", to: "schedule")
    #expect(try promote("V", "[1]", "", "[1]") == ["0", "1", "0"])
    #expect(try harness.overflow().map { text($0) } == ["[1]"])
    #expect(try session.keys() == [overflow])
  }

  @Test(arguments: ["dead", "lifeboat:sidekiq:overflow"])
  func `while the dead set or its overflow can take nothing, what is to be buried stays`(key: String) throws {
    try session.run("SET", key, "x")
    for entry in ["bad", "a"] { try harness.add(entry, to: "schedule") }
    let reply = try promote("D", "bad", "", "bad", "Q", "a", "q", "A")
    #expect(reply.prefix(4) == ["1", "0", "0", "0"])
    #expect(reply[4].hasPrefix("WRONGTYPE"))
    #expect(try harness.entries("schedule").map { text($0) } == ["bad"])
  }

  @Test func `while memory is full nothing moves, and nothing is lost`() throws {
    for entry in ["bad", "a"] { try harness.add(entry, to: "schedule") }
    try session.run("CONFIG", "SET", "maxmemory-policy", "noeviction")
    try session.run("CONFIG", "SET", "maxmemory", "1")
    let reply = try promote("Q", "a", "q", "A")
    #expect(reply.prefix(4) == ["0", "0", "0", "0"])
    #expect(reply[4].contains("OOM command not allowed"))
    #expect(throws: RedisError.self) { try promote("D", "bad", "", "bad") }
    try session.run("CONFIG", "SET", "maxmemory", "0")
    #expect(try harness.entries("schedule").map { text($0) } == ["a", "bad"])
    #expect(try session.keys() == ["schedule"])
  }
}
