import LifeboatRedis
import Synchronization

/// The first look at what is due in an app, which all of its sources in this process wait for before they call their queues
/// empty: it may bring jobs for any of them.
final class FirstLook: Sendable {
  /// A source that waits for it.
  private struct Waiting {
    let signal: QueueSignal
    let leaser: Wakeup
  }

  private struct State {
    var isAwaited = false
    var sources: [Waiting] = []
  }

  private let state = Mutex(State())

  /// Whether jobs may be due that nobody has moved since this process began.
  var isAwaited: Bool { state.withLock { $0.isAwaited } }

  /// Somebody is going to look.
  func announce() { state.withLock { $0.isAwaited = true } }

  /// Notes a source that is to be told of the end.
  ///
  /// - Parameters:
  ///   - signal: told that its queues may hold something new.
  ///   - leaser: woken.
  func join(_ signal: QueueSignal, leaser: Wakeup) {
    state.withLock { $0.sources.append(Waiting(signal: signal, leaser: leaser)) }
  }

  /// What was due when it began is moved, as far as it can be.
  func end() {
    state.withLock { state in
      guard state.isAwaited else { return }
      // First that there may be something new, then that nothing else is to be waited for.
      for source in state.sources { source.signal.noteChange() }
      state.isAwaited = false
      for source in state.sources { source.leaser.signal() }
      state.sources = []
    }
  }
}
