import DequeModule
import LifeboatRedis
import Synchronization

/// The jobs in hand that have not started, and the processors that wait for one.
///
/// The leaser puts, processors take. A job of higher rank starts first, whenever it was leased.
final class LeaseBuffer: Sendable {
  /// What the leaser decides by.
  struct Level: Equatable {
    /// Processors that wait.
    var idle: Int
    /// Jobs that wait.
    var buffered: Int
    /// What the jobs that wait are thought to take, in nanoseconds.
    var work: Int64
  }

  private struct State {
    var ranks: [Deque<LeasedJob>] = []
    /// No job of a rank before this one waits.
    var first = 0
    var buffered = 0
    var work: Int64 = 0
    var waiting: Deque<CheckedContinuation<LeasedJob?, Never>> = []
    var isClosed = false
  }

  private let state = Mutex(State())
  private let leaser: Wakeup

  /// - Parameter leaser: is signalled when a processor starts to wait or few jobs are left.
  init(leaser: Wakeup) {
    self.leaser = leaser
  }

  var level: Level {
    state.withLock { Level(idle: $0.waiting.count, buffered: $0.buffered, work: $0.work) }
  }

  /// The next job, as soon as there is one; `nil` once the buffer is closed.
  func take() async -> LeasedJob? {
    enum Answer {
      case job(LeasedJob, isLow: Bool)
      case closed
      case wait
    }
    let answer: Answer = state.withLock { state in
      if let job = Self.popFirst(&state) { return .job(job, isLow: state.buffered == Self.lowWater) }
      return state.isClosed ? .closed : .wait
    }
    switch answer {
    case .job(let job, let isLow):
      if isLow { leaser.signal() }
      return job
    case .closed:
      return nil
    case .wait:
      return await withCheckedContinuation { continuation in
        let resumed: LeasedJob?? = state.withLock { state in
          // A job may have come, or the end, since the look above.
          if let job = Self.popFirst(&state) { return .some(job) }
          if state.isClosed { return .some(nil) }
          state.waiting.append(continuation)
          return nil
        }
        if let resumed { continuation.resume(returning: resumed) } else { leaser.signal() }
      }
    }
  }

  /// Hands jobs to those who wait, and keeps the rest, in order.
  func put(_ jobs: [LeasedJob]) {
    let handed: [(CheckedContinuation<LeasedJob?, Never>, LeasedJob)] = state.withLock { state in
      for job in jobs { Self.append(job, to: &state) }
      var handed: [(CheckedContinuation<LeasedJob?, Never>, LeasedJob)] = []
      while !state.waiting.isEmpty, let job = Self.popFirst(&state) {
        handed.append((state.waiting.removeFirst(), job))
      }
      return handed
    }
    for (continuation, job) in handed { continuation.resume(returning: job) }
  }

  /// Gives the jobs that wait other ranks, where the worker's queues are others than before.
  func rerank(_ rank: (String) -> Int) {
    state.withLock { state in
      var jobs: [LeasedJob] = []
      while let job = Self.popFirst(&state) { jobs.append(job) }
      for var job in jobs {
        job.rank = rank(job.queue)
        Self.append(job, to: &state)
      }
    }
  }

  /// Takes out every job that has not started; the highest rank first, each queue in order.
  func removeAll() -> [LeasedJob] {
    state.withLock { state in
      var jobs: [LeasedJob] = []
      while let job = Self.popFirst(&state) { jobs.append(job) }
      return jobs
    }
  }

  /// Tells every processor that waits, and every later one, that there is no more.
  func close() {
    let waiting = state.withLock { state in
      state.isClosed = true
      let waiting = state.waiting
      state.waiting = []
      return waiting
    }
    for continuation in waiting { continuation.resume(returning: nil) }
  }

  /// At this many jobs the leaser is woken, so that the next lease travels while these run.
  static let lowWater = PrefetchBudget.mostInHand - PrefetchBudget.mostJobs

  private static func append(_ job: LeasedJob, to state: inout State) {
    while state.ranks.count <= job.rank { state.ranks.append([]) }
    state.first = min(state.first, job.rank)
    state.ranks[job.rank].append(job)
    state.buffered += 1
    state.work += job.estimate
  }

  private static func popFirst(_ state: inout State) -> LeasedJob? {
    guard state.buffered > 0 else { return nil }
    for rank in state.first..<state.ranks.count {
      state.first = rank
      if let job = state.ranks[rank].popFirst() {
        state.buffered -= 1
        state.work -= job.estimate
        return job
      }
    }
    return nil
  }
}
