import LifeboatTestSupport
import Synchronization

/// What jobs did, in the order in which they did it.
final class Runs: Sendable {
  private let entries = Mutex<[String]>([])

  var all: [String] { entries.withLock { $0 } }

  func add(_ entry: String) { entries.withLock { $0.append(entry) } }

  /// Waits until that many have come.
  func reach(_ count: Int) async throws {
    try await eventually("\(count) runs") { all.count >= count }
  }
}

/// Where jobs wait until the test lets them pass. Cancellation does not open it.
final class Gate: Sendable {
  private struct State {
    var isOpen = false
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())

  /// How many wait at it.
  var count: Int { state.withLock { $0.waiting.count } }

  func pass() async {
    await withCheckedContinuation { continuation in
      let isOpen = state.withLock { state in
        if !state.isOpen { state.waiting.append(continuation) }
        return state.isOpen
      }
      if isOpen { continuation.resume() }
    }
  }

  /// Lets those pass who wait, and all who come later.
  func open() {
    let waiting = state.withLock { state in
      state.isOpen = true
      defer { state.waiting = [] }
      return state.waiting
    }
    for continuation in waiting { continuation.resume() }
  }

  /// Lets nobody pass any more.
  func close() { state.withLock { $0.isOpen = false } }

  /// Waits until that many jobs wait.
  func reach(_ count: Int) async throws {
    try await eventually("\(count) jobs at the gate") { self.count >= count }
  }
}
