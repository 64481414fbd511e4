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
  /// A decision is on its way before the one in front of it is known to be done, so that Redis need not wait: where that one was
  /// not done, another number lies there than this one expects, and it does nothing either.
  ///
  /// - Parameter most: how many entries at most.
  mutating func work(through windows: EntryWindows, atMost most: Int) async throws(InspectorError) {
    var left = try await windows.count()
    var unread = min(left, most)
    var window = try await windows.read(left: left, most: unread)
    guard !window.isEmpty else { return }
    unread -= window.count
    var decision: Decision? = try await decide(window)
    var following = read(windows, left: left - window.count, most: unread, after: window)
    var carrying: [Task<Result<Bool, InspectorError>, Never>] = []
    do throws(InspectorError) {
      while let current = decision {
        carrying.append(carry(current, left: left))
        window = try await following.value.get()
        unread -= window.count
        left -= current.count
        following = read(windows, left: left - window.count, most: unread, after: window)
        decision = isEnough || window.isEmpty ? nil : try await decide(window)
        while carrying.count > (decision == nil ? 0 : 1) {
          guard try await carrying[0].value.get() else { return await end(carrying) }
          carrying.removeFirst()
        }
      }
    } catch {
      await end(carrying)
      throw error
    }
  }

  private func read(
    _ windows: EntryWindows, left: Int, most: Int, after window: [StoredFailure]
  ) -> Task<Result<[StoredFailure], InspectorError>, Never> {
    let wanted = isEnough ? 0 : most
    return Task { await windows.result(left: left, most: wanted, after: window) }
  }

  private func carry(_ decision: Decision, left: Int) -> Task<Result<Bool, InspectorError>, Never> {
    Task { await result(of: decision, left: left) }
  }

  /// Waits for what is on its way, whatever comes of it: nothing of a step happens behind its end.
  private func end(_ carrying: [Task<Result<Bool, InspectorError>, Never>]) async {
    for task in carrying { _ = await task.value }
  }

  private func result(of decision: Decision, left: Int) async -> Result<Bool, InspectorError> {
    do { return .success(try await carryOut(decision, left: left)) } catch { return .failure(error) }
  }
}
