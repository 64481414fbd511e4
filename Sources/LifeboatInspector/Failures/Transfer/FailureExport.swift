import LifeboatFormat
import LifeboatRedis

/// Reads the failures that somebody means, in the order in which they can be put back: a list's from the oldest to the
/// newest, a sorted set's in any.
///
/// It takes no more memory for a million than for a thousand. What is recorded after a set's turn began is not among them.
public struct FailureExport: Sendable {
  /// Whether a failure is meant.
  public typealias Condition = @Sendable (FailureRecord) throws(InspectorError) -> Bool

  private let connection: RedisConnection
  private let dialect: any InspectorDialect
  private let isMeant: Condition
  /// How many more are wanted, the newest first; `nil` for all.
  private var limit: Int?
  /// Those whose turn has not come, the next one last.
  private var places: [FailurePlace]
  private var pass: Pass?

  private enum Pass: Sendable {
    case list(ListPass)
    case sortedSet(FailureScan)
  }

  /// A pass over these sets, one after the other.
  ///
  /// - Parameter limit: how many at most, the newest of the first set first.
  public init(
    _ places: [FailurePlace], limit: Int? = nil, connection: RedisConnection, dialect: any InspectorDialect,
    where isMeant: @escaping Condition
  ) {
    self.places = places.reversed()
    self.limit = limit
    self.connection = connection
    self.dialect = dialect
    self.isMeant = isMeant
  }

  /// The next of those that are meant; perhaps none, though there are more; `nil` at the end.
  ///
  /// - Throws: ``InspectorError/setChanged(_:)``, what the condition throws, and ``InspectorError/redis(_:)``.
  public mutating func next() async throws(InspectorError) -> [FailureRecord]? {
    while true {
      switch pass {
      case .list(var rest):
        let entries = try await rest.next()
        pass = entries == nil ? nil : .list(rest)
        if let entries { return try meant(of: entries) }
      case .sortedSet(var rest):
        let entries = try await rest.next()
        pass = entries == nil ? nil : .sortedSet(rest)
        if let entries {
          let found = try meant(of: entries).prefix(limit ?? .max)
          limit = limit.map { $0 - found.count }
          return Array(found)
        }
      case nil:
        guard limit != 0, let place = places.popLast() else { return nil }
        pass = place.kind == .sortedSet ? .sortedSet(FailureScan([place], on: connection)) : try await list(place)
      }
    }
  }

  private func meant(of entries: [StoredFailure]) throws(InspectorError) -> [FailureRecord] {
    var records: [FailureRecord] = []
    for entry in entries {
      let record = dialect.record(entry)
      if try isMeant(record) { records.append(record) }
    }
    return records
  }

  /// A pass over a list; where only the newest are wanted, from the oldest of these on, which is looked for first.
  private mutating func list(_ place: FailurePlace) async throws(InspectorError) -> Pass {
    let length = try await connection.read([RedisCommand("LLEN", place.key)])[0].int ?? 0
    guard let limit else { return .list(ListPass(place, to: length, on: connection)) }
    var scan = FailureScan([place], on: connection)
    var wanted = limit
    var depth = 0
    while let entries = try await scan.next() {
      for entry in entries {
        depth += 1
        guard try isMeant(dialect.record(entry)) else { continue }
        wanted -= 1
        guard wanted == 0 else { continue }
        self.limit = 0
        var pass = ListPass(place, from: max(0, length - depth), to: length, on: connection)
        try await pass.seek(entry.bytes)
        return .list(pass)
      }
    }
    self.limit = wanted
    return .list(ListPass(place, to: length, on: connection))
  }
}
