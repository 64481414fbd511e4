import LifeboatFormat
import LifeboatRedis
import Testing

@testable import LifeboatWorker

struct LeaseScriptTests {
  private let scripts: Scripts
  private var session: RedisSession { scripts.session }

  init() throws {
    scripts = try Scripts()
    try scripts.register("me")
  }

  private var inflight: String { scripts.own.inflight("me") }

  @Test func `who is no member gets nothing and changes nothing`() throws {
    try session.push("a", "1")
    #expect(try scripts.lease("other", ["a"]).string == "LOST")
    #expect(try session.list("resque:queue:a") == ["1"])
    #expect(try session.keys(scripts.own.sequence) == [])
    #expect(try session.keys(scripts.own.inflight("other")) == [])
  }

  @Test(arguments: ["true", "TRUE", " true ", "\ttRue\n"])
  func `a pause is a pause in every spelling that Ruby takes`(value: String) throws {
    try session.run("SET", "resque:pause-all-workers", value)
    try session.push("a", "1")
    #expect(try scripts.lease("me", ["a"]).string == "PAUSED")
    #expect(try session.list("resque:queue:a") == ["1"])
  }

  @Test(arguments: ["1", "false", "", "yes", "true!", "t rue"])
  func `anything else pauses nobody`(value: String) throws {
    try session.run("SET", "resque:pause-all-workers", value)
    try session.push("a", "1")
    #expect(try scripts.leased("me", ["a"]) == ["1:a", "1"])
  }

  @Test func `jobs move in order, each under a number of its own`() throws {
    try session.push("a", (1...40).map(String.init))
    let first = try scripts.leased("me", ["a"], most: 35)
    #expect(first == (1...35).flatMap { ["\($0):a", "\($0)"] })
    #expect(try scripts.leased("me", ["a"]) == (36...40).flatMap { ["\($0):a", "\($0)"] })
    #expect(try session.hash(inflight).count == 40)
    #expect(try session.hash(inflight)["17:a"] == "17")
    #expect(try session.keys("resque:queue:*") == [])
    #expect(try session.text(scripts.own.sequence) == "40")
  }

  @Test func `equal payloads stay apart`() throws {
    try session.push("a", "same", "same")
    #expect(try scripts.leased("me", ["a"]) == ["1:a", "same", "2:a", "same"])
    #expect(try session.hash(inflight) == ["1:a": "same", "2:a": "same"])
  }

  @Test func `a queue of higher rank goes first and the others get what is left`() throws {
    try session.push("high", "h1", "h2")
    try session.push("low", "l1", "l2", "l3")
    #expect(try scripts.leased("me", ["high", "low"], free: 3) == ["1:high", "h1", "2:high", "h2", "3:low", "l1"])
    #expect(try session.list("resque:queue:low") == ["l2", "l3"])
  }

  @Test func `a queue gives more than there are free slots only as far as it is trusted`() throws {
    try session.push("high", "h1", "h2", "h3")
    try session.push("low", "l1", "l2", "l3")
    let jobs = try scripts.leased("me", ["high", "low"], free: 1, extras: [1, 0])
    #expect(jobs == ["1:high", "h1", "2:high", "h2"])
    #expect(try scripts.leased("me", ["low"], most: 2, free: 1, extras: [5]) == ["3:low", "l1", "4:low", "l2"])
  }

  @Test func `the bytes are limited, and a payload over the limit comes alone`() throws {
    let big = String(repeating: "x", count: 101)
    try session.push("a", "1234", "567890", big, "after")
    #expect(try scripts.leased("me", ["a"], bytes: 9) == ["1:a", "1234"])
    #expect(try scripts.leased("me", ["a"], bytes: 100) == ["2:a", "567890"])
    #expect(try scripts.leased("me", ["a"], bytes: 100) == ["3:a", big])
    #expect(try scripts.leased("me", ["a"], bytes: 100) == ["4:a", "after"])
  }

  @Test func `a payload over the limit waits behind smaller ones of a higher queue, and is not passed by`() throws {
    let big = String(repeating: "x", count: 101)
    try session.push("high", "h1")
    try session.push("low", big, "l2")
    try session.push("lowest", "x1")
    #expect(try scripts.leased("me", ["high", "low", "lowest"], bytes: 100) == ["1:high", "h1"])
    #expect(try scripts.leased("me", ["high", "low", "lowest"], bytes: 100) == ["2:low", big])
  }

  @Test func `a key that is no list is named while the others are served`() throws {
    try session.run("SET", "resque:queue:odd", "text")
    try session.push("b", "1")
    let reply = try #require(try scripts.lease("me", ["odd", "b"]).array)
    #expect(reply.dropFirst().map { $0.array?.map(\.string) } == [["b", "1", "1"]])
    let unread = try #require(reply.first?.array)
    #expect(unread.count == 2)
    #expect(unread.first?.string == "odd")
    #expect(unread.last?.string?.contains("WRONGTYPE") == true)
    #expect(try session.text("resque:queue:odd") == "text")
  }

  @Test(arguments: ["a:b:c", "mail:🚀:é", ":", "with space", "42:42"])
  func `a field carries the whole name of its queue`(queue: String) throws {
    try session.push(queue, "1")
    let field = try #require(try scripts.leased("me", [queue]).first)
    #expect(field == "1:\(queue)")
    #expect(try session.hash(scripts.own.inflight("me")) == [field: "1"])
    let parts = try #require(InflightField.parse(field))
    #expect(parts.sequence == 1)
    #expect(parts.queue == queue)
  }

  @Test func `empty queues give an empty lease and no number is used up`() throws {
    #expect(try scripts.lease("me", ["a", "b"]) == .array([.array([])]))
    #expect(try session.keys(scripts.own.sequence) == [])
  }

  @Test func `any bytes come through, an empty payload and NUL too`() throws {
    let odd: [UInt8] = [0, 0xFF, 0x0A, 0x0D, 0xC3]
    _ = try session.call(RedisCommand("RPUSH", "resque:queue:a", "", odd))
    let reply = try #require(try scripts.lease("me", ["a"]).array)
    #expect(reply.last?.array?.map(\.bytes) == [bytes("a"), bytes("1"), [], odd])
  }

  @Test func `a Redis that came back older gives out no number twice`() throws {
    let scripts = try Scripts()
    try scripts.register("me")
    try scripts.session.push("a", ["1", "2", "3"])
    #expect(try scripts.leased("me", ["a"], most: 1, above: 100) == ["101:a", "1"])
    #expect(try scripts.leased("me", ["a"], most: 1, above: 101) == ["102:a", "2"])
    #expect(try scripts.leased("me", ["a"], most: 1, above: 7) == ["103:a", "3"])
    #expect(try scripts.session.text(scripts.own.sequence) == "103")
  }

  @Test func `a queue that is paused by itself is passed over`() throws {
    try session.push("a", "1")
    try session.push("b: c", "2")
    try session.run("SADD", scripts.own.pausedQueues, "a", "nobody knows")
    #expect(try scripts.leased("me", ["a", "b: c"]) == ["1:b: c", "2"])
    #expect(try session.list("resque:queue:a") == ["1"])
  }

  @Test func `nothing is taken early from behind a queue that still holds jobs`() throws {
    try session.push("high", "h1", "h2")
    try session.push("low", "l1", "l2")
    #expect(try scripts.leased("me", ["high", "low"], free: 0, extras: [0, 50]) == [])
    #expect(try scripts.leased("me", ["high", "low"], free: 1, extras: [0, 50]) == ["1:high", "h1"])
    #expect(try scripts.leased("me", ["high", "low"], free: 1, extras: [0, 1]) == ["2:high", "h2", "3:low", "l1"])
  }
}
