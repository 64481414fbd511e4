import Synchronization

/// What each slot is doing, written by its processor and read by the heartbeat.
///
/// Each slot has a lock of its own, which two parties share: the hot path never waits for a beat.
final class SlotBoard: Sendable {
  /// A job that a slot runs.
  struct Running: Sendable {
    let job: LeasedJob
    /// Wall-clock seconds at its start.
    let since: Int
  }

  /// A slot as a beat sees it.
  struct Glance: Sendable {
    /// The job that runs, if one does.
    var running: Running?
    /// Counts every job that ever began here: tells whether the one that runs is the one seen before.
    var begun: Int
    /// Jobs finished since the last glance.
    var processed: Int
    /// Of them, those that failed.
    var failed: Int
  }

  private final class Slot: Sendable {
    struct State {
      var running: LeasedJob?
      var since = 0
      var begun = 0
      var processed = 0
      var failed = 0
      var task: Task<Void, Never>?
      /// `nil` where nobody asks for it.
      var tally: RunTally?
      /// Jobs of incarnations before this one were cancelled, those included that had not begun.
      var cancelledBefore = 0
    }
    let state: Mutex<State>

    init(countsRuns: Bool) {
      state = Mutex(State(tally: countsRuns ? RunTally() : nil))
    }
  }

  private let slots: [Slot]
  private let names: Mutex<[String]>

  /// - Parameter countsRuns: whether ``takeTally(slot:)`` is asked for.
  init(slots: Int, countsRuns: Bool = false) {
    self.slots = (0..<slots).map { _ in Slot(countsRuns: countsRuns) }
    names = Mutex([])
  }

  var count: Int { slots.count }

  /// The name under which Ruby's tools see a slot in the current incarnation: its own, or that of all.
  func name(of slot: Int) -> String {
    names.withLock { slot < $0.count ? $0[slot] : $0.first ?? "" }
  }

  func setNames(_ new: [String]) {
    names.withLock { $0 = new }
  }

  /// Starts the task that runs a slot, and keeps it, so that its job can be cancelled.
  ///
  /// Both happen under the slot's lock, which a job's beginning needs too: a job never runs in a task that is not known.
  func start(slot: Int, _ start: () -> Task<Void, Never>) {
    slots[slot].state.withLock { $0.task = start() }
  }

  /// Notes that a job begins.
  ///
  /// - Returns: `false` when it must not: it was cancelled between its lease and now.
  func begin(_ job: LeasedJob, slot: Int) -> Bool {
    slots[slot].state.withLock { state in
      guard job.incarnation >= state.cancelledBefore else { return false }
      state.running = job
      state.since = WallClock.seconds
      state.begun += 1
      return true
    }
  }

  /// Notes that a slot's job has ended.
  ///
  /// - Parameter nanoseconds: how long it ran; `nil` when no handler took it.
  func end(slot: Int, outcome: Outcome, nanoseconds: Int64? = nil) {
    slots[slot].state.withLock { state in
      let className = state.tally == nil ? nil : state.running?.className
      state.running = nil
      guard let isFailure = outcome.isFailure else { return }
      state.processed += 1
      state.failed += isFailure ? 1 : 0
      if let nanoseconds, let className {
        state.tally?.note(className, nanoseconds: nanoseconds, isFailure: isFailure)
      }
    }
  }

  /// What the slot's runs came to since this was last asked for, class by class.
  func takeTally(slot: Int) -> [(name: String, runs: ClassRuns)] {
    slots[slot].state.withLock { state in
      guard let tally = state.tally else { return [] }
      state.tally = RunTally()
      return tally.classes
    }
  }

  /// What a slot does now; its counts start again from zero.
  func glance(slot: Int) -> Glance {
    slots[slot].state.withLock { state in
      let glance = Glance(
        running: state.running.map { Running(job: $0, since: state.since) }, begun: state.begun,
        processed: state.processed, failed: state.failed)
      state.processed = 0
      state.failed = 0
      return glance
    }
  }

  /// Gives counts back that could not be published.
  func restore(_ glance: Glance, slot: Int) {
    slots[slot].state.withLock { state in
      state.processed += glance.processed
      state.failed += glance.failed
    }
  }

  /// The jobs that run now, in the order of the slots.
  var running: [Running] {
    slots.compactMap { slot in
      slot.state.withLock { state in state.running.map { Running(job: $0, since: state.since) } }
    }
  }

  /// Cancels the jobs that run or are about to, or only those that an earlier incarnation leased.
  ///
  /// The task is cancelled while its job is still known to run, so a later incarnation's job is never hit.
  func cancelJobs(before ordinal: Int = .max) {
    for slot in slots {
      slot.state.withLock { state in
        state.cancelledBefore = max(state.cancelledBefore, ordinal)
        guard let running = state.running, running.incarnation < ordinal else { return }
        state.task?.cancel()
      }
    }
  }
}
