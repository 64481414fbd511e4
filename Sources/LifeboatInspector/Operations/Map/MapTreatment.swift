import LifeboatFormat

/// Rewrites failures by rules; each stays among the failures, where it was.
public struct MapTreatment: EntryTreatment {
  private let dialect: any InspectorDialect
  private let rules: [RewriteRule]

  /// - Parameter rules: all that fit are applied, in order.
  public init(dialect: any InspectorDialect, rules: [RewriteRule]) {
    self.dialect = dialect
    self.rules = rules
  }

  /// What no rule changes stays where it is, as if it had not been selected.
  public func isMeant(_ record: FailureRecord) -> Bool {
    do throws(RewriteObstacle) {
      return try dialect.rewritten(record, by: rules) != record.stored.bytes
    } catch {
      return true
    }
  }

  public func check(_ record: FailureRecord, at now: SidekiqTime) throws(RequeueObstacle) {
    _ = try rewritten(record)
  }

  public func outcomes(
    for entries: [StoredFailure], after number: Int, at now: SidekiqTime
  ) async throws(InspectorError) -> [EntryOutcome] {
    entries.map { entry in
      do throws(RequeueObstacle) {
        return .rewritten(try rewritten(dialect.record(entry)))
      } catch {
        return .refused(error)
      }
    }
  }

  private func rewritten(_ record: FailureRecord) throws(RequeueObstacle) -> [UInt8] {
    do { return try dialect.rewritten(record, by: rules) } catch { throw RequeueObstacle(error.description) }
  }
}
