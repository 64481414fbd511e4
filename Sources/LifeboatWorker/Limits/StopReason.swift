import Synchronization

/// Why a worker stops: because of a limit, or because somebody wants it to, which outranks a limit at any time.
final class StopReason: Sendable {
  private enum State {
    case none
    case limit(ReachedLimit)
    case told
  }

  private let state = Mutex(State.none)

  /// The first limit that was reached; `nil` when there was none, or somebody has stopped the worker.
  var limit: ReachedLimit? {
    state.withLock { state in
      if case .limit(let limit) = state { limit } else { nil }
    }
  }

  /// Whether somebody has stopped the worker.
  var isTold: Bool {
    state.withLock { state in
      if case .told = state { true } else { false }
    }
  }

  /// Notes that a limit is reached.
  ///
  /// - Returns: whether that is the reason from now on.
  @discardableResult
  func reach(_ limit: ReachedLimit) -> Bool {
    state.withLock { state in
      guard case .none = state else { return false }
      state = .limit(limit)
      return true
    }
  }

  /// Notes that somebody stops the worker.
  func tell() { state.withLock { $0 = .told } }
}
