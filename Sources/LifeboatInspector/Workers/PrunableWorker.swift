import LifeboatRedis

/// A worker that no incarnation of ours owns, and what its dialect thinks of it.
public protocol PrunableWorker: Sendable {
  /// The id that Ruby's tools show, whatever it is.
  var id: String { get }
  /// Whose it is, in one word: `lifeboat`, `resque` or `sidekiq`.
  var kind: String { get }
  /// How many jobs are known to be lost with it, or would run.
  var jobs: Int { get }
  /// Whether it is known to be dead.
  var isDead: Bool { get }
  /// Whether it is known to live.
  var isAlive: Bool { get }
  /// Whether it is dead, and nobody need look at its job before it is ended.
  var canBeEnded: Bool { get }
  /// Why that is thought, for people.
  var reason: String { get }

  /// Ends it, if nothing has changed since it was read.
  func end(on connection: RedisConnection) async throws(InspectorError) -> PruneOutcome
}

/// What came of ending a worker.
public struct PruneOutcome: Sendable, Equatable {
  /// Whether it was ended.
  public let isPruned: Bool
  /// What is to be said of it; empty for nothing. Printable.
  public let note: String
}

/// Who looks at workers, and what he sees of the processes of his host.
public struct PruneObserver: Sendable {
  /// This host's plain name.
  let host: String
  /// Looks up a process of this host.
  let process: @Sendable (Int) -> PruneJudge.Process

  /// - Parameters:
  ///   - host: this host's plain name.
  ///   - process: looks up a process of this host.
  public init(host: String, process: @escaping @Sendable (Int) -> PruneJudge.Process) {
    self.host = host
    self.process = process
  }
}
