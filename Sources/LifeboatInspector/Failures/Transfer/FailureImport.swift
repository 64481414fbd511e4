import LifeboatFormat
import LifeboatRedis

/// Puts the failures of a file back into their sets, exactly as they were, a chunk at a time.
///
/// How far it has come is kept in Redis for a day, under the file's digest, and moves in the same step as the entries: after a
/// crash the same file goes on where it stopped, and one that was put back whole adds nothing when it comes again.
///
/// ```swift
/// var run = FailureImport(digest: digest, connection: connection, dialect: dialect)
/// let done = try await run.begin()
/// try await run.put(chunk, through: line)
/// ```
public struct FailureImport: Sendable {
  /// What became of the entries so far.
  public struct Counts: Sendable, Equatable {
    /// Put into their sets.
    public internal(set) var added = 0
    /// Not put there, since a sorted set had an equal one.
    public internal(set) var present = 0
    /// Put into the overflow list, since Sidekiq's dead set had no room for them, or they are too old for it.
    public internal(set) var overflowed = 0

    /// All that were dealt with.
    public var total: Int { added + present + overflowed }
  }

  private let connection: RedisConnection
  private let dialect: any InspectorDialect
  private let mark: String

  /// What this run has done; what runs before it did is not counted.
  public private(set) var counts = Counts()
  /// The last line of the file whose entry was dealt with, by this run or by one before; 0 for none.
  public private(set) var position = 0

  /// The most entries that go into one step.
  public static let mostInStep = 500
  /// A step ends with about so many bytes.
  public static let mostBytesInStep = 1 << 20
  private static let keptMilliseconds = 86_400_000

  /// Nothing is sent.
  ///
  /// - Parameter digest: what tells the file from every other: its SHA-256.
  public init(digest: String, connection: RedisConnection, dialect: any InspectorDialect) {
    self.connection = connection
    self.dialect = dialect
    mark = dialect.ownKeys.failureImport(digest)
  }

  /// Looks how far the file has come.
  ///
  /// - Parameters:
  ///   - last: the number of its last line.
  ///   - again: whether a file that was put back whole starts over.
  /// - Returns: the line from behind which it goes on.
  public mutating func begin(last: Int, again: Bool = false) async throws(InspectorError) -> Int {
    position = try await connection.read([RedisCommand("GET", mark)])[0].int ?? 0
    if again, position >= last {
      try await connection.write([RedisCommand("DEL", mark)])
      position = 0
    }
    return position
  }

  /// Puts entries into their sets, all at once: a list's at its end, in this order; a sorted set's unless an equal one is
  /// there.
  ///
  /// - Parameters:
  ///   - entries: at most ``mostInStep``, and no more than about ``mostBytesInStep``.
  ///   - line: the number of the last one's line, or of one behind it that has none of its own.
  /// - Throws: ``InspectorError/importElsewhere`` when another run of the same file is at work; after a lost reply the step
  ///   was made wholly or not at all, and a new run of the file knows.
  public mutating func put(
    _ entries: [(target: ImportTarget, stored: StoredFailure)], through line: Int
  ) async throws(InspectorError) {
    let call = ImportCall(entries)
    let reply: RedisValue
    do {
      reply = try await connection.run(
        .importFailures, keys: [mark] + call.keys,
        arguments: ["\(position)", "\(line)", "\(Self.keptMilliseconds)"] + call.arguments)
    } catch {
      throw .redis(error)
    }
    let numbers = (reply.array ?? []).compactMap(\.int)
    guard numbers.count == 4 else {
      throw .redis(
        .unexpected(server: "\(connection.url)", command: "import", expected: "four numbers", got: reply.kind))
    }
    guard numbers[0] == 1 else { throw .importElsewhere }
    counts.added += numbers[1]
    counts.present += numbers[2]
    counts.overflowed += numbers[3]
    position = line
  }
}
