/// Decides how many jobs may be leased before a slot is free for them. Pure: no clock, no I/O.
///
/// A job in hand that has not started cannot be started by anybody else, so only work that will start within a
/// moment is taken early: at most ``mostWork`` by measured run times, and nothing of a class that was never
/// measured here or is never measured (commands). A class is known only once its job is in hand, so the budget
/// judges queues by the jobs they gave: one that gave an unmeasured job has to give ``probation`` measured ones
/// before it is trusted again.
struct PrefetchBudget {
  /// The most jobs in one lease, and so the most in hand.
  static let mostJobs = 50
  /// The most work in hand, in nanoseconds of measured run time.
  static let mostWork: Int64 = 50_000_000
  /// How many measured jobs a queue must give after an unmeasured one.
  static let probation = 100

  private struct Queue {
    /// The mean run time of its jobs; `nil` before the first was measured.
    var mean: Int64?
    /// How many measured jobs it still has to give.
    var owed = 0

    mutating func learn(_ nanoseconds: Int64) {
      mean = mean ?? nanoseconds
      mean?.drift(to: nanoseconds)
    }

    mutating func gave(measured: Bool) {
      owed = measured ? max(0, owed - 1) : PrefetchBudget.probation
    }

    mutating func standBack() {
      owed = max(1, owed)
    }
  }

  private var means: [String: Int64] = [:]
  private var queues: [String: Queue] = [:]

  /// Learns how long a job ran.
  mutating func measured(_ className: String, queue: String, nanoseconds: Int64) {
    means[className, default: nanoseconds].drift(to: nanoseconds)
    queues[queue, default: Queue()].learn(nanoseconds)
  }

  /// Whether a queue has given a job whose run time was measured.
  func knows(queue: String) -> Bool { queues[queue]?.mean != nil }

  /// How many jobs beyond the free slots a queue may give now.
  func allowance(queue: String, level: LeaseBuffer.Level) -> Int {
    guard let queue = queues[queue], let mean = queue.mean, queue.owed == 0 else { return 0 }
    let byWork = max(0, Self.mostWork - level.work) / max(1, mean)
    return min(Int(min(byWork, Int64(Self.mostJobs))), max(0, Self.mostJobs - level.buffered))
  }

  /// Puts an estimate on each leased job, and says how many of them may stay in hand.
  ///
  /// - Parameter slots: how many of the first jobs start at once, and so stay whatever they are.
  /// - Returns: the number to keep; the jobs from there on go back to the front of their queues.
  mutating func admit(_ jobs: inout [LeasedJob], slots: Int, level: LeaseBuffer.Level) -> Int {
    var work = level.work
    for index in jobs.indices {
      let estimate = jobs[index].className.flatMap { means[$0] }
      jobs[index].estimate = estimate ?? 0
      let queue = jobs[index].queue
      queues[queue, default: Queue()].gave(measured: estimate != nil)
      guard index >= slots else { continue }
      guard let estimate else { return index }
      guard work + estimate <= Self.mostWork else {
        // Too slow to wait in hand: until a slot was free for it, the queue would only give it again.
        queues[queue]?.standBack()
        return index
      }
      work += estimate
    }
    return jobs.count
  }
}

extension Int64 {
  /// Moves a mean an eighth of the way to a new value.
  fileprivate mutating func drift(to value: Int64) {
    self += (value - self) / 8
  }
}
