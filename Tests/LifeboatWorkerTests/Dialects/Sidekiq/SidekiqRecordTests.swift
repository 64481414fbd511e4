import LifeboatFormat
import LifeboatRedis
import Testing

@testable import LifeboatWorker

struct SidekiqRecordTests {
  private func capsule(_ queues: [String], _ weights: [QueueWeight] = [], slots: Int = 3) throws -> SidekiqCapsule {
    let source = Source(
      redis: try RedisURL("redis://localhost"), dialect: SidekiqDialect(), queues: queues, weights: weights,
      name: "mail")
    return SidekiqCapsule(Capsule(source: source, board: SlotBoard(slots: slots)))
  }

  @Test func `a source is a capsule with its order and weights`() throws {
    let strict = try capsule(["b", "a", "b"])
    #expect(strict.name == "mail" && strict.concurrency == 3 && strict.mode == .strict)
    #expect(strict.queues == [.init("b"), .init("a")])
    let weighted = try capsule(["a", "b"], [QueueWeight(queue: "b", weight: 5)])
    #expect(weighted.mode == .weighted && weighted.queues == [.init("a", weight: 1), .init("b", weight: 5)])
    let random = try capsule(["a", "b"], ["a", "b"].map { QueueWeight(queue: $0, weight: 1) })
    #expect(random.mode == .random)
  }

  @Test func `a record has what the pages of every version need`() throws {
    let record = SidekiqRecord(
      capsules: [try capsule(["a b", "😀"]), try capsule(["c"], slots: 2)], tag: "shop", labels: ["lifeboat", "eu"])
    let identity = SidekiqIdentity(host: "box:1", pid: 7, nonce: "0123456789ab")
    let texts = record.fields(
      of: identity, .init(busy: 4, isQuiet: true), roundTrip: .microseconds(184)
    ).map { text($0) }
    #expect(
      stride(from: 0, to: texts.count, by: 2).map { texts[$0] } == [
        "info", "concurrency", "busy", "beat", "rtt_us", "quiet", "rss",
      ])
    var fields: [String: [UInt8]] = [:]
    for index in stride(from: 0, to: texts.count, by: 2) { fields[texts[index]] = bytes(texts[index + 1]) }
    let process = SidekiqProcess(member: "box:1:7:0123456789ab", fields: fields)
    #expect(process.identity == "box:1:7:0123456789ab" && process.host == "box:1" && process.pid == 7)
    #expect(process.tag == "shop" && process.labels == ["lifeboat", "eu"])
    #expect(process.version == "lifeboat \(LifeboatVersion.current)" && !process.isEmbedded)
    #expect(process.concurrency == 5 && process.busy == 4 && process.isQuiet && process.roundTrip == 184)
    #expect(process.queues == ["a b", "😀", "c"])
    let (started, beat) = (try #require(process.startedAt), try #require(process.beat))
    #expect(started <= beat && beat.seconds > 1_700_000_000)
    #if os(Linux)
      #expect(process.rss ?? 0 > 1_000)
    #endif
  }
}
