import LifeboatRedis
import Synchronization

/// What a worker is asked to do, by signals, by its own beats and by its user; read by the leaser's loop.
///
/// Quiet and stop are messages. Cancellation of jobs is something else: the leaser does it, when the time is over.
final class WorkerControl: Sendable {
  enum Mode: Sendable, Equatable {
    /// Lease and run.
    case working
    /// Lease nothing, finish what runs.
    case quiet
    /// As quiet; once nothing runs, or at the deadline, leave. No deadline: wait without limit.
    case stopping(deadline: SuspendingClock.Instant?)
  }

  private struct State {
    var mode = Mode.working
    var lostOrdinal = 0
    var isRecheckDue = false
    var held = 0
    var hasLeft = false
    var failure: RedisError?
    var earlier: [WorkerControl] = []
    var later: [Wakeup] = []
  }

  /// Wakes the leaser's loop.
  let leaser = Wakeup()
  /// Signalled when the leaser has ended, and when somebody wants it to.
  let left = Wakeup()
  /// Whether Redis answers.
  let health = HealthSign()
  /// When jobs are due that this worker, or another for the same app in this process, has put off.
  let dueTimes: DueTimes
  /// The first look at what is due in its app.
  let firstLook: FirstLook
  private let state = Mutex(State())

  /// How long behind the deadline of a stop a worker may need: to end jobs that are cancelled, and to give Redis up.
  static let departureGrace = Duration.seconds(10)

  private let obedience: @Sendable (Order) -> Void

  /// - Parameter obey: what is done about orders from afar.
  init(
    obey: @escaping @Sendable (Order) -> Void = { _ in }, dueTimes: DueTimes = DueTimes(),
    firstLook: FirstLook = FirstLook()
  ) {
    obedience = obey
    self.dueTimes = dueTimes
    self.firstLook = firstLook
  }

  var mode: Mode { state.withLock { $0.mode } }

  var isStopping: Bool {
    if case .stopping = mode { true } else { false }
  }

  /// - Returns: whether that changed anything.
  @discardableResult
  func quiet() -> Bool { turn(from: .working, to: .quiet) }

  /// - Returns: whether that changed anything.
  @discardableResult
  func resume() -> Bool { turn(from: .quiet, to: .working) }

  private func turn(from old: Mode, to new: Mode) -> Bool {
    let isTurned = state.withLock { state in
      guard state.mode == old else { return false }
      state.mode = new
      return true
    }
    leaser.signal()
    return isTurned
  }

  /// - Parameter timeout: how long to wait for running jobs; `nil` waits without limit. A later stop may shorten it.
  func stop(within timeout: Duration?) {
    let deadline = timeout.map { SuspendingClock.now + $0 }
    change { state in
      if case .stopping(let earlier?) = state.mode, deadline.map({ earlier <= $0 }) ?? true { return }
      state.mode = .stopping(deadline: deadline)
    }
    left.signal()
  }

  /// Blocks the calling thread until the leaser has ended.
  ///
  /// - Returns: `false` when it should have ended by now and has not, since something that has no bound holds it, such as the
  ///   look-up of a host name.
  func waitUntilLeft() -> Bool {
    while !hasLeft {
      var rest: Duration?
      if case .stopping(let deadline?) = mode { rest = deadline + Self.departureGrace - .now }
      if let rest, rest <= .zero { return false }
      _ = left.wait(for: rest)
    }
    return true
  }

  /// Somebody far away wants something of this worker.
  func obey(_ order: Order) { obedience(order) }

  /// A script answered that the incarnation is no longer a member.
  func reportLost(ordinal: Int) {
    change { state in state.lostOrdinal = max(state.lostOrdinal, ordinal) }
  }

  func isLost(ordinal: Int) -> Bool { state.withLock { $0.lostOrdinal >= ordinal } }

  /// A beat saw more jobs in flight than the leaser holds: it should compare.
  func askRecheck() {
    change { state in state.isRecheckDue = true }
  }

  func takeRecheck() -> Bool {
    state.withLock { state in
      defer { state.isRecheckDue = false }
      return state.isRecheckDue
    }
  }

  /// How many jobs the leaser holds, written by it.
  var held: Int {
    get { state.withLock { $0.held } }
    set { state.withLock { $0.held = newValue } }
  }

  /// Why the leaser could not go on; `nil` when it left as it was told to.
  var failure: RedisError? {
    get { state.withLock { $0.failure } }
    set { state.withLock { $0.failure = newValue } }
  }

  /// Whether the leaser has ended: the others end too.
  var hasLeft: Bool {
    get { state.withLock { $0.hasLeft } }
    set {
      let later = state.withLock { state in
        state.hasLeft = newValue
        return state.later
      }
      for leaser in later { leaser.signal() }
    }
  }

  /// Lets this leave only when another has left.
  func leave(after other: WorkerControl) {
    other.state.withLock { $0.later.append(leaser) }
    state.withLock { $0.earlier.append(other) }
  }

  /// Whether all have left that this waits for.
  var mayLeave: Bool { state.withLock { $0.earlier }.allSatisfy(\.hasLeft) }

  private func change(_ body: (inout sending State) -> Void) {
    state.withLock { body(&$0) }
    leaser.signal()
  }
}
