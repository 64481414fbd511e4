/// Waits until a condition holds. The deadline is generous and only marks a failure: nothing waits for a fixed time.
///
/// - Parameter what: what should come to be, for the message.
/// - Throws: ``NotInTime`` when it does not.
public func eventually(
  within limit: Duration = .seconds(180), _ what: @autoclosure () -> String = "the condition holds",
  _ condition: () async throws -> Bool
) async throws {
  let deadline = ContinuousClock.now + limit
  while !(try await condition()) {
    guard ContinuousClock.now < deadline else { throw NotInTime(description: "not within \(limit): \(what())") }
    try await Task.sleep(for: .milliseconds(5))
  }
}

/// What a test waits for did not happen.
public struct NotInTime: Error, CustomStringConvertible {
  public let description: String
}
