/// How a worker is: whether Redis answers it.
///
/// A worker that cannot reach its Redis is unhealthy and no more: it finishes what runs, begins nothing once its lease is
/// over, keeps every outcome, and settles them when Redis is back. To restart it for that would not help.
public struct WorkerHealth: Sendable, Equatable {
  /// How a worker, or one of its sources, can be. The raw values are what files and pages show.
  public enum State: String, Sendable {
    /// It has not registered yet.
    case starting
    /// Redis answers.
    case healthy
    /// Redis does not answer, or refuses what the worker needs.
    case unhealthy
  }

  /// How one source is.
  public struct SourceHealth: Sendable, Equatable {
    /// ``Source/name``.
    public let name: String
    /// Its Redis, without a password.
    public let redis: String
    public let state: State
    /// When that began, in seconds since 1970.
    public let since: Int
    /// What Redis, or the network, said last; `nil` unless it is unhealthy.
    public let reason: String?
    /// When Redis answered last, in seconds since 1970; `nil` when it never has.
    public let answeredAt: Int?
    /// How many jobs are in hand: running, leased ahead, or finished and not settled yet.
    public let held: Int
  }

  /// The worker's sources, in their order.
  public let sources: [SourceHealth]

  /// Unhealthy when any source is; healthy when all are.
  public var state: State {
    if sources.contains(where: { $0.state == .unhealthy }) { return .unhealthy }
    return sources.contains { $0.state == .starting } ? .starting : .healthy
  }
}
