import LifeboatRedis
import Logging
import Synchronization

/// The thread on which a slot runs jobs that block: made for the first of them, kept until the slot ends.
///
/// A system that has no thread left is asked again for each such job. Until it gives one they run on the shared pool,
/// where they hold up others: late is better than never.
final class SlotThread: Sendable {
  /// What makes a thread of a name.
  typealias Maker = @Sendable (_ name: String) throws(ThreadRefused) -> TaskThread

  private struct State {
    var thread: TaskThread?
    var wasRefused = false
  }

  private let name: String
  private let logger: Logger
  private let make: Maker
  private let state = Mutex(State())

  /// - Parameter logger: where the first refusal is said.
  init(slot: Int, logger: Logger, make: @escaping Maker = SlotThread.make) {
    name = "lifeboat-job-\(slot + 1)"
    self.logger = logger
    self.make = make
  }

  /// The thread, as what tasks run on; `nil`, which stands for the shared pool, while the system refuses one.
  var executor: (any TaskExecutor)? {
    state.withLock { state in
      if let thread = state.thread { return thread }
      do throws(ThreadRefused) {
        let new = try make(name)
        state.thread = new
        return new
      } catch {
        if !state.wasRefused {
          logger.error(
            "a blocking job has no thread of its own and holds up others: \(error)", metadata: ["thread": "\(name)"])
        }
        state.wasRefused = true
        return nil
      }
    }
  }

  /// Lets the thread end once nothing runs on it.
  func release() {
    state.withLock { $0.thread = nil }
  }

  private static func make(_ name: String) throws(ThreadRefused) -> TaskThread { try TaskThread(name: name) }
}
