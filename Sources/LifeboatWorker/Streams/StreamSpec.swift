/// A program that works one job after the other, as `mode: stream` of the handlers file describes it: a line of JSON in and
/// one out for each.
public struct StreamSpec: Sendable, Equatable {
  /// What becomes of the job that a child was working when it died.
  public enum DeathPolicy: String, Sendable, CaseIterable {
    /// It fails, as the job of a command that is killed.
    case fail
    /// It goes back to the front of its queue with no attempt used, until it has ended three children in this worker.
    case `return`
  }

  /// The program and what it gets. The time-out is that of one job, from when its child turns to it.
  public var command: CommandSpec

  /// How many children there are.
  public var processes: Int

  /// After how many jobs a child is replaced; nil for never.
  public var maxJobs: Int?

  /// At how many resident bytes a child is replaced; nil for never. Of the child alone, not of what it has started, and only
  /// where the system says it, which is Linux.
  public var maxMemory: Int?

  /// After what time a child is replaced; nil for never.
  public var maxAge: Duration?

  /// What becomes of the job that a child was working when it died.
  public var onDeath: DeathPolicy

  /// - Parameter command: as ``CommandSpec/validate(relativeTo:)`` returned it.
  public init(
    _ command: CommandSpec, processes: Int = 1, maxJobs: Int? = nil, maxMemory: Int? = nil, maxAge: Duration? = nil,
    onDeath: DeathPolicy = .fail
  ) {
    self.command = command
    self.processes = processes
    self.maxJobs = maxJobs
    self.maxMemory = maxMemory
    self.maxAge = maxAge
    self.onDeath = onDeath
  }
}
