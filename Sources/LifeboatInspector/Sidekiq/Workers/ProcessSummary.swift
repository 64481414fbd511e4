import LifeboatFormat

/// A process that works a Sidekiq app's queues, of either language.
public struct ProcessSummary: Sendable {
  /// A job that it runs.
  public struct Running: Sendable {
    /// The id of the thread.
    public let thread: String
    /// Where the job came from; `nil` when the process does not say.
    public let queue: String?
    /// The job's class; an Active Job's own, not that of its wrapper.
    public let className: String?
    /// The job's id.
    public let jid: String?
    /// When it began, in seconds since 1970.
    public let since: Int?
  }

  /// What the process says of itself.
  public let process: SidekiqProcess
  /// The jobs that it was running at its last beat.
  public let running: [Running]
  /// Whether it is one of ours.
  public let isLifeboat: Bool

  /// The member of the set of processes by which it is known.
  public var id: String { process.member }
}
