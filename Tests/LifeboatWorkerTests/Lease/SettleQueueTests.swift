import Testing

@testable import LifeboatWorker

struct SettleQueueTests {
  private let now = SuspendingClock.now

  private func queue(_ sequences: ClosedRange<UInt64>) -> SettleQueue {
    var queue = SettleQueue()
    for sequence in sequences {
      queue.append(Settlement(job: .test(sequence), outcome: .succeeded, nanoseconds: nil))
    }
    return queue
  }

  private func sequences(_ batch: [Settlement]) -> [UInt64] { batch.map(\.job.sequence) }

  @Test func `a batch is kept until it is confirmed, and no larger than a script may be`() {
    var queue = queue(1...700)
    #expect(queue.isFull)
    #expect(sequences(queue.batch) == Array(1...500))
    #expect(sequences(queue.batch) == Array(1...500))
    queue.confirm(queue.batch)
    #expect(sequences(queue.batch) == Array(501...700))
    #expect(!queue.isFull)
    queue.confirm(queue.batch)
    #expect(queue.isEmpty)
  }

  @Test func `of a refused batch only the outcome that is refused by itself waits aside`() {
    var queue = queue(1...4)
    #expect(queue.refuse(queue.batch, at: now) == nil)
    #expect(sequences(queue.batch) == [1])
    let culprit = queue.refuse(queue.batch, at: now)
    #expect(culprit?.job.sequence == 1)
    #expect(queue.holdsRefused)
    #expect(sequences(queue.batch) == [2])
    queue.confirm(queue.batch)
    // Each success doubles the next batch.
    #expect(sequences(queue.batch) == [3, 4])
    queue.confirm(queue.batch)
    #expect(queue.isEmpty && queue.holdsRefused)
  }

  @Test func `a refused outcome is tried again after the pause, not before`() {
    var queue = queue(1...1)
    _ = queue.refuse(queue.batch, at: now)
    queue.retryRefused(at: now + SettleQueue.pause - .milliseconds(1))
    #expect(queue.isEmpty)
    queue.retryRefused(at: now + SettleQueue.pause)
    #expect(sequences(queue.batch) == [1])
    #expect(!queue.holdsRefused)
  }
}
