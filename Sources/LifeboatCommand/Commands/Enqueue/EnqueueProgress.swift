import Lifeboat
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How far a long enqueue has come, so that whoever interrupts it knows where to go on.
final class EnqueueProgress: Sendable {
  private let source: String
  private let counts = Mutex((sent: 0, underWay: 0))

  /// - Parameter source: what the jobs are read from, for sentences.
  init(source: String) {
    self.source = source
  }

  /// A batch is on its way.
  func sending(_ count: Int) { counts.withLock { $0.underWay = count } }

  /// It has arrived.
  func sent() {
    counts.withLock { counts in
      counts.sent += counts.underWay
      counts.underWay = 0
    }
  }

  /// What is certain, and what is not.
  var sentence: String {
    let (sent, underWay) = counts.withLock { $0 }
    let rest = underWay == 0 ? "" : ", the \(underWay) after them perhaps in part"
    return "\(sent) jobs of \(source) were enqueued\(rest)"
  }

  /// Ctrl-C and TERM end the program with that sentence, also while it waits for input.
  func reportInterrupts() {
    SignalThread.block([SIGINT, SIGTERM])
    SignalThread.start { _ in AppExit.leave(CommandFailed(.interrupted, "interrupted; \(self.sentence)")) }
  }
}
