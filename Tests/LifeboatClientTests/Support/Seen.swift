import Synchronization

/// What links and jobs saw, in the order in which they saw it.
final class Seen: Sendable {
  private let entries = Mutex<[String]>([])

  var all: [String] { entries.withLock { $0 } }

  func add(_ entry: String) { entries.withLock { $0.append(entry) } }
}
