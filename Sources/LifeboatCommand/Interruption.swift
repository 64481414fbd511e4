import Lifeboat
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Ctrl-C and TERM as a wish that is looked at between two steps, for work that must not stop within one.
///
/// A second one ends the program at once.
final class Interruption: Sendable {
  private let isWished = Atomic(false)

  /// Whether somebody wants the program to stop.
  var isRequested: Bool { isWished.load(ordering: .relaxed) }

  /// From now on signals are wishes.
  ///
  /// - Parameter sentence: what the program says when it does not wait for the end of a step.
  func begin(_ sentence: String) {
    SignalThread.block([SIGINT, SIGTERM])
    SignalThread.start { _ in
      if self.isWished.exchange(true, ordering: .relaxed) {
        AppExit.leave(CommandFailed(.interrupted, sentence))
      }
    }
  }
}
