/// The failures of one app, to be read; ``Operations`` changes them.
public protocol FailureStore: Sendable {
  /// The sets that are listed and hold failures, each with how many.
  func sets() async throws(InspectorError) -> [FailureSet]

  /// The sets that hold failed jobs and are not listed here, since they were not named: such as `retry` beside `dead`.
  func others() async throws(InspectorError) -> [FailureSet]

  /// Sets that cannot be looked into, since their keys hold something else.
  func broken() async throws(InspectorError) -> [BrokenSet]

  /// The same sets as ``sets()``, by where they are.
  func places() async throws(InspectorError) -> [FailurePlace]

  /// Failures, the newest first.
  ///
  /// - Parameters:
  ///   - offset: how many of the newest to pass over.
  ///   - limit: how many to read at most.
  func newest(offset: Int, limit: Int) async throws(InspectorError) -> [Failure]

  /// The failures whose ids begin with each of these texts, in one pass over the sets: one for a text, or equal copies of
  /// one.
  ///
  /// - Throws: ``InspectorError/noFailure(prefix:)``, ``InspectorError/ambiguousFailure(prefix:matches:)`` and
  ///   ``InspectorError/notAnID(_:)``, besides ``InspectorError/redis(_:)``.
  func find(_ prefixes: [String]) async throws(InspectorError) -> [[Failure]]

  /// The same failure with what takes a search of its own, such as its twin.
  func completing(_ failure: Failure) async throws(InspectorError) -> Failure
}

/// One of an app's sets of failures.
public struct FailureSet: Sendable, Equatable {
  /// Its name, such as `failed` or `dead`.
  public let name: String
  /// How many failures it holds.
  public let count: Int
}

/// A set of failures whose key holds what is none.
public struct BrokenSet: Sendable, Equatable {
  /// The set's name.
  public let name: String
  /// Its key.
  public let key: String
  /// The type that was expected, in Redis's own word.
  public let expected: String
  /// The type that was found.
  public let found: String
}

extension FailureStore {
  /// None.
  public func broken() async throws(InspectorError) -> [BrokenSet] { [] }

  /// None.
  public func others() async throws(InspectorError) -> [FailureSet] { [] }

  /// How many failures there are.
  public func count() async throws(InspectorError) -> Int {
    try await sets().reduce(0) { $0 + $1.count }
  }

  /// The newest failures.
  public func newest(limit: Int) async throws(InspectorError) -> [Failure] {
    try await newest(offset: 0, limit: limit)
  }

  /// The failures whose ids begin with `prefix`: one, or equal copies of one.
  public func find(_ prefix: String) async throws(InspectorError) -> [Failure] {
    try await find([prefix])[0]
  }
}
