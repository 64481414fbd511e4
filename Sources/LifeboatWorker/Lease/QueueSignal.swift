import Synchronization

/// What the watcher tells the leaser: that a queue may hold something, and through which connection it learns of it.
final class QueueSignal: Sendable {
  /// How a worker with nothing to do learns of a new job.
  enum Way: Sendable, Equatable {
    /// The watcher is not connected; the leaser looks by itself now and then.
    case none
    /// Redis tells the watcher's connection, whose client id this is, when a tracked key changes.
    case tracking(clientID: Int)
    /// Tracking is refused here: the watcher peeks with a blocking move of a list's front onto itself.
    case peeking
  }

  private struct State {
    var way = Way.none
    var isTrackingRefused = false
    var hasChanged = false
    var peeked: [String] = []
  }

  private let state = Mutex(State())

  var way: Way { state.withLock { $0.way } }

  /// Set once a server refused tracking.
  var isTrackingRefused: Bool {
    get { state.withLock { $0.isTrackingRefused } }
    set { state.withLock { $0.isTrackingRefused = newValue } }
  }

  /// The keys of the lists that a peek looks at, written by the leaser: those of paused queues would end it at once.
  var peeked: [String] {
    get { state.withLock { $0.peeked } }
    set { state.withLock { $0.peeked = newValue } }
  }

  func open(_ way: Way) {
    state.withLock { state in
      state.way = way
      state.hasChanged = true
    }
  }

  func noteChange() { state.withLock { $0.hasChanged = true } }

  /// Whether something changed since the last call.
  func takeChange() -> Bool {
    state.withLock { state in
      defer { state.hasChanged = false }
      return state.hasChanged
    }
  }
}
