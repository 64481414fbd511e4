import Testing

@testable import LifeboatWorker

struct DeathWatchTests {
  private let start = SuspendingClock.now
  private var watch = DeathWatch(lease: .seconds(10))

  /// A beat each second from `first` to `last`; what was declared dead, with its second.
  private mutating func observe(
    _ seconds: ClosedRange<Int>, leases: [String: Duration] = [:], beats: (Int) -> [String: String]
  ) -> [String] {
    var dead: [String] = []
    for second in seconds {
      let known = leases.filter { watch.unknown(beats(second)).contains($0.key) }
      for one in watch.observe(beats(second), leases: known, at: start + .seconds(second)) {
        dead.append("\(one.incarnation)#\(one.number)@\(second)")
      }
    }
    return dead
  }

  @Test mutating func `a number that stands still for a whole lease is dead, and not before`() {
    #expect(observe(0...9) { _ in ["a": "5"] } == [])
    #expect(observe(10...10) { _ in ["a": "5"] } == ["a#5@10"])
  }

  @Test mutating func `what could not be ended is looked at again after another lease`() {
    #expect(observe(0...25) { _ in ["a": "5"] } == ["a#5@10", "a#5@20"])
  }

  @Test mutating func `a number that moves is alive, however slowly`() {
    #expect(observe(0...100) { ["a": "\($0 / 9)"] } == [])
  }

  @Test mutating func `the time counts from the last move`() {
    #expect(observe(0...20) { ["a": $0 < 7 ? "1" : "2"] } == ["a#2@17"])
  }

  @Test mutating func `a number that goes back is a move too`() {
    #expect(observe(0...14) { ["a": $0 < 8 ? "9" : "1"] } == [])
  }

  @Test mutating func `a failed beat starts the watch over`() {
    #expect(observe(0...9) { _ in ["a": "5"] } == [])
    watch.startOver()
    #expect(observe(10...19) { _ in ["a": "5"] } == [])
    #expect(observe(20...20) { _ in ["a": "5"] } == ["a#5@20"])
  }

  @Test mutating func `an observer that was silent for more than half a lease judges nobody by that time`() {
    #expect(observe(0...4) { _ in ["a": "5"] } == [])
    #expect(observe(10...19) { _ in ["a": "5"] } == [])
    #expect(observe(20...20) { _ in ["a": "5"] } == ["a#5@20"])
  }

  @Test mutating func `a silence of half a lease is not yet a doubt`() {
    #expect(observe(0...4) { _ in ["a": "5"] } == [])
    #expect(observe(9...10) { _ in ["a": "5"] } == ["a#5@10"])
  }

  @Test mutating func `a longer lease of the other is respected, a shorter one is not`() {
    let leases: [String: Duration] = ["long": .seconds(30), "short": .seconds(2)]
    let dead = observe(0...30, leases: leases) { _ in ["long": "1", "short": "1"] }
    #expect(dead == ["short#1@10", "short#1@20", "long#1@30", "short#1@30"])
  }

  @Test mutating func `a longer lease is respected after a silence of the observer and after its move too`() {
    let leases: [String: Duration] = ["long": .seconds(30)]
    #expect(observe(0...4, leases: leases) { _ in ["long": "1"] } == [])
    #expect(observe(20...49, leases: leases) { $0 < 22 ? ["long": "1"] : ["long": "2"] } == [])
    #expect(observe(50...52, leases: leases) { _ in ["long": "2"] } == ["long#2@52"])
  }

  @Test mutating func `several are judged each by its own time`() {
    let dead = observe(0...20) { second in
      ["a": "1", "b": second < 3 ? "1" : "2", "c": "\(second)"]
    }
    #expect(dead == ["a#1@10", "b#2@13", "a#1@20"])
  }

  @Test mutating func `who is gone is forgotten, and who comes back starts anew`() {
    #expect(observe(0...9) { _ in ["a": "5"] } == [])
    #expect(observe(10...10) { _ in [:] } == [])
    #expect(observe(11...20) { _ in ["a": "5"] } == [])
  }

  @Test mutating func `only members that were not seen before are unknown`() {
    #expect(watch.unknown(["a": "1", "b": "1"]).sorted() == ["a", "b"])
    _ = observe(0...0) { _ in ["a": "1"] }
    #expect(watch.unknown(["a": "2", "b": "1"]) == ["b"])
  }
}
