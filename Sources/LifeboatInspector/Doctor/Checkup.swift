import LifeboatFormat
import LifeboatRedis

/// Looks what is wrong with an app, its Redis and its workers, and says what to do about it.
///
/// It only reads: nothing of what it sends changes anything, and none of it is a script. Its work is bounded whatever Redis
/// holds: keys are looked for by `SCAN` for ``KeyScan/patience`` at most, jobs are read in samples, and lengths are asked for.
///
/// ```swift
/// let checkup = Checkup(connection: connection, dialect: dialect, observer: observer, clock: clock)
/// for result in try await checkup.run() { print(result.finding.sentence) }
/// ```
public struct Checkup: Sendable {
  /// A finding, and of which check.
  public struct Result: Sendable {
    /// The check.
    public let check: any Check
    /// What it found.
    public let finding: Finding
  }

  private let connection: RedisConnection
  private let dialect: any InspectorDialect
  private let observer: PruneObserver
  private let clock: @Sendable () -> Double

  /// - Parameters:
  ///   - observer: what can be seen of the processes of this host.
  ///   - clock: the seconds since 1970 by this machine's clock.
  public init(
    connection: RedisConnection, dialect: any InspectorDialect, observer: PruneObserver,
    clock: @escaping @Sendable () -> Double
  ) {
    self.connection = connection
    self.dialect = dialect
    self.observer = observer
    self.clock = clock
  }

  /// Every check, in the order in which they are shown.
  public var checks: [any Check] {
    let all: [any Check] =
      [
        RoleCheck(), EvictionCheck(), MemoryCheck(), PersistenceCheck(), ClientsCheck(), LatencyCheck(), ClockCheck(),
        ScriptsCheck(), BigKeysCheck(), OwnKeysCheck(), KeyTypesCheck(), QueueNamesCheck(), NeighboursCheck(),
        OrphansCheck(), BeatsCheck(), DeadWorkersCheck(), VersionsCheck(), UnservedCheck(), PausesCheck(),
        PoisonCheck(),
        OperationsCheck(), UnreadableCheck(), UnfitCheck(), LargeJobsCheck(), ClassesCheck(),
      ] + dialect.doctorParts.checks
    return CheckGroup.allCases.flatMap { group in all.filter { $0.group == group } }
  }

  /// Runs checks.
  ///
  /// - Parameter names: of those to run; `nil` for all.
  /// - Returns: the findings of each, the worst first; one that is fine, or could not look, has one that says so.
  /// - Throws: when Redis goes away; what it refuses is a finding.
  public func run(only names: Set<String>? = nil) async throws(InspectorError) -> [Result] {
    let chosen = checks.filter { names?.contains($0.name) ?? true }
    let examination = try await Examination(
      connection: connection, dialect: dialect, observer: observer, clock: clock)
    var results: [Result] = []
    for check in chosen {
      results += try await findings(of: check, examination).map { Result(check: check, finding: $0) }
    }
    return results
  }

  private func findings(of check: any Check, _ examination: Examination) async throws(InspectorError) -> [Finding] {
    do throws(InspectorError) {
      let found = try await check.findings(examination).enumerated()
        .sorted { ($0.element.level, $0.offset) < ($1.element.level, $1.offset) }
      return found.isEmpty ? [Finding(.fine, check.fine)] : found.map(\.element)
    } catch {
      if error.isTransient { throw error }
      return [.unseen(error)]
    }
  }
}

extension InspectorError {
  /// Whether Redis is away, so that no other check can look either.
  fileprivate var isTransient: Bool {
    guard case .redis(let error) = self else { return false }
    return error.isTransient
  }
}
