import LifeboatFormat

/// Takes entries out of Redis, once they are safe in an archive; or drops them.
public struct RemoveTreatment: EntryTreatment {
  private let operation: String
  private let dialect: any InspectorDialect
  private let archive: (any FailureArchive)?

  /// - Parameters:
  ///   - operation: the operation's id, which stands in every line of its archive.
  ///   - archive: where entries are written first; `nil` to drop them.
  public init(_ operation: String, dialect: any InspectorDialect, archive: (any FailureArchive)?) {
    self.operation = operation
    self.dialect = dialect
    self.archive = archive
  }

  /// Whatever lies there can go.
  public func check(_ record: FailureRecord, at now: SidekiqTime) throws(RequeueObstacle) {}

  public func outcomes(
    for entries: [StoredFailure], after number: Int, at now: SidekiqTime
  ) async throws(InspectorError) -> [EntryOutcome] {
    if let archive {
      var lines: [UInt8] = []
      for (index, entry) in entries.enumerated() {
        let removal = FailureLine.Removal(operation: operation, number: number + index + 1)
        let line = FailureLine(dialect: dialect.name, stored: entry, removal: removal)
        lines += line.encode(dialect.record(entry))
        lines.append(UInt8(ascii: "\n"))
      }
      try await archive.write(lines, count: entries.count, after: number)
    }
    return entries.map { _ in .removed }
  }
}

/// Where a removal writes entries before they leave Redis, a ``FailureLine`` each.
public protocol FailureArchive: Sendable {
  /// Writes lines, and returns when they would survive a crash of the machine.
  ///
  /// - Parameters:
  ///   - lines: each with its line break.
  ///   - count: how many.
  ///   - number: how many lines of the operation lie before them. What the archive has behind these is written anew: Redis
  ///     never heard of it.
  /// - Throws: ``InspectorError/archive(_:reason:)``.
  func write(_ lines: [UInt8], count: Int, after number: Int) async throws(InspectorError)
}
