import Synchronization

/// What the watcher tells the leaser: that a queue may hold something, and through which connection it learns of it.
final class QueueSignal: Sendable {
  /// How a worker with nothing to do learns of a new job.
  enum Way: Sendable, Equatable {
    /// The watcher is not connected; the leaser looks by itself now and then.
    case none
    /// Redis tells the watcher's connection, whose client id this is, when a tracked key changes: the Redis with that run
    /// id. At another, the client of that number is somebody else.
    case tracking(clientID: Int, server: String)
    /// Tracking is refused here: the watcher peeks with a blocking move of a list's front onto itself.
    case peeking
  }

  private struct State {
    var way = Way.none
    /// The run id of the Redis at which the leaser works.
    var leaserServer: String?

    var isApart: Bool {
      guard case .tracking(_, let server) = way, let leaserServer else { return false }
      return server != leaserServer
    }

    var isTrackingRefused = false
    var hasChanged = false
    var peeked: [String] = []
  }

  private let state = Mutex(State())

  /// How the leaser learns of it now.
  var way: Way { state.withLock { $0.isApart ? .none : $0.way } }

  /// Whether the watcher listens at another Redis than the leaser works at: a failover that one of them has not seen.
  var isApart: Bool { state.withLock(\.isApart) }

  /// The leaser works there from now on.
  func leaserMoved(to server: String) { state.withLock { $0.leaserServer = server } }

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
