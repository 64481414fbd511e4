/// Decides how many jobs may be leased before a slot is free for them. Pure: no clock, no I/O.
///
/// A job in hand that has not started cannot be started by anybody else, so only work that will start within a
/// moment is taken early: at most ``mostWork`` by measured run times, and nothing of a class that was never
/// measured here or is never measured (commands). A class is known only once its job is in hand, so the budget
/// judges queues by the jobs they gave: one that gave an unmeasured job has to give ``probation`` measured ones
/// before it is trusted again.
struct PrefetchBudget {
  /// The most jobs in one lease.
  static let mostJobs = 50
  /// The most jobs that wait in hand: as many again, so that the next lease travels while a whole one is run.
  static let mostInHand = 2 * mostJobs
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

  /// Learns how long jobs ran. Neighbours are mostly of one class and queue, which are looked up once for all of them.
  mutating func learn(from settlements: [Settlement]) {
    var index = settlements.startIndex
    while index < settlements.endIndex {
      guard settlements[index].nanoseconds != nil, let className = settlements[index].job.className else {
        index += 1
        continue
      }
      let queue = settlements[index].job.queue
      var mean = means[className]
      var entry = queues[queue] ?? Queue()
      while index < settlements.endIndex, let nanoseconds = settlements[index].nanoseconds,
        settlements[index].job.className == className, settlements[index].job.queue == queue
      {
        mean = mean ?? nanoseconds
        mean?.drift(to: nanoseconds)
        entry.learn(nanoseconds)
        index += 1
      }
      means[className] = mean
      queues[queue] = entry
    }
  }

  /// Whether a queue has given a job whose run time was measured.
  func knows(queue: String) -> Bool { queues[queue]?.mean != nil }

  /// How many jobs beyond the free slots a queue may give now.
  func allowance(queue: String, level: LeaseBuffer.Level) -> Int {
    guard let queue = queues[queue], let mean = queue.mean, queue.owed == 0 else { return 0 }
    let byWork = max(0, Self.mostWork - level.work) / max(1, mean)
    return min(Int(min(byWork, Int64(Self.mostJobs))), max(0, Self.mostInHand - level.buffered))
  }

  /// Puts an estimate on each leased job, and says how many of them may stay in hand.
  ///
  /// - Parameter slots: how many of the first jobs start at once, and so stay whatever they are.
  /// - Returns: the number to keep; the jobs from there on go back to the front of their queues.
  mutating func admit(_ jobs: inout [LeasedJob], slots: Int, level: LeaseBuffer.Level) -> Int {
    var work = level.work
    // The class, queue and estimate of the job before, and the entry of its queue: the next is mostly like it.
    var known: (className: String, estimate: Int64?)?
    var entry: (queue: String, value: Queue)?
    defer { if let entry { queues[entry.queue] = entry.value } }
    for index in jobs.indices {
      let job = jobs[index]
      if let className = job.className, known?.className != className { known = (className, means[className]) }
      let estimate = job.className == nil ? nil : known?.estimate
      jobs[index].estimate = estimate ?? 0
      if entry?.queue != job.queue {
        if let entry { queues[entry.queue] = entry.value }
        entry = (job.queue, queues[job.queue] ?? Queue())
      }
      entry?.value.gave(measured: estimate != nil)
      guard index >= slots else { continue }
      guard let estimate else { return index }
      guard work + estimate <= Self.mostWork else {
        // Too slow to wait in hand: until a slot was free for it, the queue would only give it again.
        entry?.value.standBack()
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
