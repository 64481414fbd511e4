/// What a ``JobSearch`` found.
public struct JobFindings: Sendable {
  /// A key that could not be looked into.
  public struct Unreadable: Sendable, Equatable {
    /// The key, its namespace included.
    public let key: String
    /// Why, in a few words.
    public let reason: String
  }

  /// The jobs, in the order of a job's life, in one place the newest first; and at the end those that came among the
  /// delayed ones meanwhile.
  public internal(set) var jobs: [FoundJob] = []
  /// What could not be looked into; there may be jobs in it.
  public internal(set) var unreadable: [Unreadable] = []
  /// Whether there are more than were asked for.
  public internal(set) var isCut = false
}
