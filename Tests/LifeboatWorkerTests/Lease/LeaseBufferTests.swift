import LifeboatRedis
import LifeboatTestSupport
import Testing

@testable import LifeboatWorker

@Suite(.timeLimit(.minutes(10)))
struct LeaseBufferTests {
  private let leaser = Wakeup()
  private let buffer: LeaseBuffer

  init() { buffer = LeaseBuffer(leaser: leaser) }

  private func waitForTakers(_ count: Int) async throws {
    try await eventually("\(count) wait") { buffer.level.idle == count }
  }

  @Test func `jobs come out by rank, and in order within it`() async {
    buffer.put([.test(1, rank: 2), .test(2, rank: 0), .test(3, rank: 2), .test(4, rank: 1), .test(5, rank: 0)])
    var sequences: [UInt64] = []
    for _ in 1...5 { sequences.append(await buffer.take()?.sequence ?? 0) }
    #expect(sequences == [2, 5, 4, 1, 3])
  }

  @Test func `the level says who waits, what waits and how long it is thought to take`() async {
    buffer.put([.test(1, estimate: 5), .test(2, rank: 1, estimate: 7)])
    #expect(buffer.level == LeaseBuffer.Level(idle: 0, buffered: 2, work: 12))
    _ = await buffer.take()
    #expect(buffer.level == LeaseBuffer.Level(idle: 0, buffered: 1, work: 7))
    #expect(buffer.removeAll().map(\.sequence) == [2])
    #expect(buffer.level == LeaseBuffer.Level(idle: 0, buffered: 0, work: 0))
  }

  @Test func `jobs that wait take the ranks of a new order`() async {
    buffer.put([.test(1, rank: 0), .test(2, rank: 1), .test(3, rank: 2), .test(4, rank: 1)])
    buffer.rerank { $0 == "q2" ? 0 : 7 }
    #expect(buffer.removeAll().map(\.sequence) == [3, 1, 2, 4])
  }

  @Test func `who waits is woken with the job of the highest rank, and the leaser is told that he waits`() async throws
  {
    let taken = Task { [buffer] in await buffer.take()?.sequence }
    try await waitForTakers(1)
    #expect(leaser.wait(for: .seconds(30)))
    buffer.put([.test(1, rank: 2), .test(2, rank: 1)])
    #expect(await taken.value == 2)
    #expect(buffer.level == LeaseBuffer.Level(idle: 0, buffered: 1, work: 0))
  }

  @Test func `each of many jobs goes to one of many takers`() async throws {
    let takers = (1...10).map { _ in
      Task { [buffer] in
        var sequences: [UInt64] = []
        while let job = await buffer.take() { sequences.append(job.sequence) }
        return sequences
      }
    }
    for start in stride(from: 1, through: 1000, by: 20) {
      buffer.put((start..<start + 20).map { .test(UInt64($0), rank: $0 % 3) })
    }
    try await eventually("all are taken") { buffer.level.buffered == 0 && buffer.level.idle == 10 }
    buffer.close()
    var all: [UInt64] = []
    for taker in takers { all += await taker.value }
    #expect(all.sorted() == (1...1000).map { UInt64($0) })
  }

  @Test func `closing tells those who wait and those who come`() async throws {
    let waiting = Task { [buffer] in await buffer.take()?.sequence == nil }
    try await waitForTakers(1)
    buffer.close()
    #expect(await waiting.value)
    #expect(await buffer.take()?.sequence == nil)
    #expect(buffer.level.idle == 0)
    buffer.close()
  }

  @Test func `the leaser is told when few jobs are left`() async {
    buffer.put((1...UInt64(LeaseBuffer.lowWater + 2)).map { .test($0) })
    _ = await buffer.take()
    #expect(!leaser.wait(for: .zero))
    _ = await buffer.take()
    #expect(leaser.wait(for: .zero))
  }
}
