import LifeboatRedis
import Synchronization

/// The thread on which a slot runs jobs that block: made for the first of them, kept until the slot ends.
final class SlotThread: Sendable {
  private let name: String
  private let thread = Mutex<TaskThread?>(nil)

  init(slot: Int) {
    name = "lifeboat-job-\(slot + 1)"
  }

  /// The thread, as what tasks run on.
  var executor: any TaskExecutor {
    thread.withLock { thread in
      if let thread { return thread }
      let new = TaskThread(name: name)
      thread = new
      return new
    }
  }

  /// Lets the thread end once nothing runs on it.
  func release() {
    thread.withLock { $0 = nil }
  }
}
