import LifeboatFormat
import Testing

@testable import LifeboatWorker

struct QueueRosterTests {
  private var generator = SystemRandomNumberGenerator()

  private func roster(_ queues: [String], _ weights: [QueueWeight] = []) -> QueueRoster {
    QueueRoster(selection: QueueSelection(queues, readsPatterns: true), weights: weights)
  }

  @Test mutating func `named queues are there at once, and their order is their rank`() {
    let roster = roster(["high", "default", "high"])
    #expect(roster.queues == ["high", "default"])
    #expect(roster.rank(of: "high") == 0)
    #expect(roster.rank(of: "default") == 1)
    #expect(roster.rank(of: "one that is gone") == 2)
    #expect(roster.order(using: &generator) == ["high", "default"])
  }

  @Test func `patterns find their queues as they become known`() {
    var roster = roster(["mail*", "a"])
    #expect(roster.queues == [])
    let isFirstNew = roster.learn(known: ["mail:b", "a", "c"])
    let isSecondNew = roster.learn(known: ["a", "mail:b"])
    #expect(isFirstNew)
    #expect(!isSecondNew)
    #expect(roster.queues == ["mail:b", "a"])
    _ = roster.learn(known: ["a", "mail:b", "mail:a"])
    #expect(roster.queues == ["mail:a", "mail:b", "a"])
    #expect(roster.rank(of: "mail:b") == 1)
  }

  @Test func `what becomes known changes nothing for queues that are named`() {
    var roster = roster(["a"])
    let isNew = roster.learn(known: ["b"])
    #expect(!isNew)
    #expect(roster.queues == ["a"])
  }

  @Test func `a pause is told once, and so is its end; other queues' pauses are none of ours`() {
    var roster = roster(["a", "b", "c"])
    var change = roster.learn(paused: ["c", "b", "x"])
    #expect(change.paused == ["b", "c"])
    #expect(roster.open == ["a"])
    change = roster.learn(paused: ["b", "x"])
    #expect(change.paused == [])
    #expect(change.resumed == ["c"])
    #expect(roster.open == ["a", "c"])
  }

  @Test mutating func `a drawn order has every queue once, each first as often as it weighs`() {
    let weights = [QueueWeight(queue: "mail*", weight: 3), QueueWeight(queue: "mail:b", weight: 6)]
    let roster = roster(["a", "mail:a", "mail:b"], weights)
    var first: [String: Int] = [:]
    for _ in 0..<10_000 {
      let order = roster.order(using: &generator)
      #expect(order.sorted() == ["a", "mail:a", "mail:b"])
      first[order[0], default: 0] += 1
    }
    // Ten lots: 1, 3 and 6. The bounds are more than ten standard deviations away.
    #expect((700...1300).contains(first["a"] ?? 0))
    #expect((2500...3500).contains(first["mail:a"] ?? 0))
    #expect((5500...6500).contains(first["mail:b"] ?? 0))
    #expect(roster.rank(of: "mail:b") == roster.rank(of: "a"))
  }

  /// Sidekiq draws from a list in which each queue is as often as it weighs: it shuffles that and drops repeats.
  private mutating func sidekiqOrder(_ weights: [QueueWeight]) -> [String] {
    let lots = weights.flatMap { Array(repeating: $0.queue, count: $0.weight) }.shuffled(using: &generator)
    var order: [String] = []
    for queue in lots where !order.contains(queue) { order.append(queue) }
    return order
  }

  @Test mutating func `whole orders are drawn as often as Sidekiq draws them`() {
    let weights = [QueueWeight(queue: "a", weight: 3), .init(queue: "b", weight: 2), .init(queue: "c", weight: 1)]
    let roster = roster(["a", "b", "c"], weights)
    var ours: [String: Int] = [:]
    var sidekiq: [String: Int] = [:]
    for _ in 0..<60_000 {
      ours[roster.order(using: &generator).joined(), default: 0] += 1
      sidekiq[sidekiqOrder(weights).joined(), default: 0] += 1
    }
    // Of six lots, then of those that are left: a before b is 3/6 times 2/3, of 60,000.
    let expected = ["abc": 20_000, "acb": 10_000, "bac": 15_000, "bca": 5_000, "cab": 6_000, "cba": 4_000]
    // More than seven standard deviations to each side.
    for (order, count) in expected {
      #expect(abs((ours[order] ?? 0) - count) < 850, "\(order): \(ours)")
      #expect(abs((sidekiq[order] ?? 0) - count) < 850, "\(order): \(sidekiq)")
    }
    #expect(ours.count == 6 && sidekiq.count == 6)
  }

  @Test mutating func `weights of one each draw every order alike`() {
    let roster = roster(["a", "b", "c"], ["a", "b", "c"].map { QueueWeight(queue: $0, weight: 1) })
    var orders: [String: Int] = [:]
    for _ in 0..<60_000 { orders[roster.order(using: &generator).joined(), default: 0] += 1 }
    #expect(orders.count == 6)
    for (order, count) in orders { #expect(abs(count - 10_000) < 650, "\(order): \(count)") }
  }
}
