import LifeboatFormat
import LifeboatRedis

/// Reads every failure of some sets once, a chunk at a time: what it takes does not depend on how many there are.
public struct FailurePass: Sendable {
  /// What was not handed over although somebody may have thought of it.
  public struct Unmet: Sendable, Equatable {
    /// Failures that Ruby has requeued and kept, where these are not meant.
    public fileprivate(set) var requeued = 0
    /// Failures whose time nobody can read, where a time is asked for.
    public fileprivate(set) var untimed = 0

    /// Nothing.
    public init() {}
  }

  private let places: [FailurePlace]
  private let filter: FailureFilter?
  private let dialect: any InspectorDialect
  private let connection: RedisConnection

  /// A pass over these sets, one after the other, each from its newest entry to its oldest.
  ///
  /// - Parameter filter: which failures are handed over; `nil` for every one.
  public init(
    _ places: [FailurePlace], filter: FailureFilter?, dialect: any InspectorDialect, on connection: RedisConnection
  ) {
    self.places = places
    self.filter = filter
    self.dialect = dialect
    self.connection = connection
  }

  /// Hands over each failure that is meant, until somebody has seen enough.
  ///
  /// - Parameter body: says whether to go on.
  /// - Throws: ``InspectorError/redis(_:)`` and ``InspectorError/costlyPattern(_:message:)``.
  @discardableResult
  public func forEach(_ body: (FailureRecord) -> Bool) async throws(InspectorError) -> Unmet {
    var unmet = Unmet()
    var scan = FailureScan(places, on: connection)
    while let chunk = try await scan.next() {
      for stored in chunk {
        let record = dialect.record(stored)
        if let filter, try !filter.matches(record) {
          if filter.leavesRequeued(record) { unmet.requeued += 1 }
          if filter.missesTime(of: record) { unmet.untimed += 1 }
          continue
        }
        guard body(record) else { return unmet }
      }
    }
    return unmet
  }
}
