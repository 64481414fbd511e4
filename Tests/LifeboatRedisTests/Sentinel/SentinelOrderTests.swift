import Testing

@testable import LifeboatRedis

struct SentinelOrderTests {
  private func hosts(_ order: SentinelOrder) -> [String] { order.addresses.map(\.description) }
  private func address(_ host: String) -> RedisAddress { .tcp(host: host, port: 1) }

  @Test func `who answered is asked first, who was wrong last, and who is new behind the others`() {
    var order = SentinelOrder(["a", "b", "c"].map(address))
    order.answered(address("c"))
    #expect(hosts(order) == ["c:1", "a:1", "b:1"])
    order.learn([address("a"), address("d")])
    #expect(hosts(order) == ["c:1", "a:1", "b:1", "d:1"])
    order.wasWrong()
    #expect(hosts(order) == ["a:1", "b:1", "d:1", "c:1"])
    order.answered(address("e"))
    #expect(hosts(order) == ["a:1", "b:1", "d:1", "c:1"])
  }

  @Test func `ten are enough, however many a sentinel tells of`() {
    var order = SentinelOrder([address("a")])
    order.wasWrong()
    order.learn((1...50).map { address("s\($0)") })
    #expect(order.addresses.count == 10)
    #expect(hosts(order).first == "a:1")
  }

  @Test func `a sentinel's answer is read, with the others that it tells of`() throws {
    let other: [RedisValue] = ["name", "x", "ip", "10.0.0.2", "port", "26380"].map { .bytes(Array($0.utf8)) }
    let replies: [RedisValue] = [
      .array([.bytes(Array("redis.example".utf8)), .bytes(Array("6380".utf8))]), .array([.array(other), .null]),
    ]
    let answer = try SentinelAnswer(replies, server: "s")
    #expect(
      answer
        == .master(
          .tcp(host: "redis.example", port: 6380), others: [.tcp(host: "10.0.0.2", port: 26380)]))
    #expect(try SentinelAnswer([.null, .error("ERR No such master with that name")], server: "s") == .unknown)
  }

  @Test(arguments: [
    RedisValue.array([]), .integer(1), .array([.bytes([0x61]), .bytes([0x62])]), .array([.null, .null]),
    .array([.bytes([0x61]), .integer(70_000)]), .error("ERR unknown command `SENTINEL`"),
  ])
  func `what is no sentinel's answer is an error`(reply: RedisValue) {
    #expect(throws: RedisError.self) { try SentinelAnswer([reply], server: "s") }
  }
}
