/// What is done with windows of entries, one after the other.
protocol WindowWork: Sendable {
  /// What was decided on a window.
  associatedtype Decision: WindowDecision

  /// Whether no window behind those that were decided on is wanted.
  var isEnough: Bool { get }

  /// Decides on a window, without changing anything in Redis.
  mutating func decide(_ window: [StoredFailure]) async throws(InspectorError) -> Decision

  /// Carries a decision out, all of it or nothing.
  ///
  /// - Parameter left: how many entries lie there with those of the decision, which are the first.
  /// - Returns: whether it was done; not where another number lies there.
  func carryOut(_ decision: Decision, left: Int) async throws(InspectorError) -> Bool
}

/// What was decided on a window.
protocol WindowDecision: Sendable {
  /// How many of the window's entries it takes off.
  var count: Int { get }
}

extension WindowWork {
  /// Works through windows: while Redis carries one decision out, the next is made and the window behind it is read.
  ///
  /// - Parameter most: how many entries at most.
  mutating func work(through windows: EntryWindows, atMost most: Int) async throws(InspectorError) {
    var left = try await windows.count()
    var unread = min(left, most)
    var window = try await windows.read(left: left, most: unread)
    unread -= window.count
    var decision = window.isEmpty ? nil : try await decide(window)
    window = isEnough ? [] : try await windows.read(left: left - window.count, most: unread)
    while let current = decision {
      unread -= window.count
      let place = left
      let behind = left - current.count - window.count
      let wanted = isEnough ? 0 : unread
      let previous = window
      let work = self
      async let carried = work.result(of: current, left: place)
      async let following = windows.result(left: behind, most: wanted, after: previous)
      decision = isEnough || window.isEmpty ? nil : try await decide(window)
      guard try await carried.get() else { return }
      window = try await following.get()
      left -= current.count
    }
  }

  private func result(of decision: Decision, left: Int) async -> Result<Bool, InspectorError> {
    do { return .success(try await carryOut(decision, left: left)) } catch { return .failure(error) }
  }
}
