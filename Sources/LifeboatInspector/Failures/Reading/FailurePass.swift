import LifeboatFormat
import LifeboatRedis

/// Reads every failure of some sets once, a chunk at a time: what it takes does not depend on how many there are.
public struct FailurePass: Sendable {
  private let places: [FailurePlace]
  private let dialect: any InspectorDialect
  private let connection: RedisConnection

  /// A pass over these sets, one after the other, each from its newest entry to its oldest.
  public init(_ places: [FailurePlace], dialect: any InspectorDialect, on connection: RedisConnection) {
    self.places = places
    self.dialect = dialect
    self.connection = connection
  }

  /// Hands over each failure, until somebody has seen enough.
  ///
  /// - Parameter body: says whether to go on.
  public func forEach(
    _ body: (FailureRecord) throws(InspectorError) -> Bool
  ) async throws(InspectorError) {
    var scan = FailureScan(places, on: connection)
    while let chunk = try await scan.next() {
      for stored in chunk {
        guard try body(dialect.record(stored)) else { return }
      }
    }
  }
}
