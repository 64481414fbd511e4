import LifeboatRedis

/// A place where jobs are, read a part at a time.
public protocol JobSource: Sendable {
  /// The key that is read, for a report.
  var key: String { get }

  /// The next jobs; `nil` when there are no more.
  ///
  /// - Throws: ``InspectorError/redis(_:)``; of code `WRONGTYPE` when ``key`` cannot be read, which ends it.
  mutating func next(on connection: RedisConnection) async throws(InspectorError) -> JobSourcePart?
}

/// What a ``JobSource`` brings at a time.
public struct JobSourcePart: Sendable {
  var jobs: [FoundJob] = []
  /// Single keys that could not be read; the others go on.
  var unreadable: [JobFindings.Unreadable] = []
}
