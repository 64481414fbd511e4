/// Judges from what is seen of a sample's jobs whether the rest may follow. It does no I/O and has no clock.
///
/// A job that is nowhere any more has succeeded: but only after a while, since a Ruby process tells what it runs a few seconds
/// later than it took it.
public struct CanaryTrial: Sendable {
  /// What a look found of a job.
  public enum Sighting: Sendable, Equatable {
    /// It waits or runs, so that nothing can be said yet.
    case underWay
    /// An attempt of it has failed since it was sent.
    case failed
    /// It is nowhere.
    case nowhere
  }

  /// What is to be done with the rest.
  public enum Verdict: Sendable, Equatable {
    /// To wait for more.
    case undecided
    /// Enough have succeeded: it may follow.
    case passed
    /// So many have failed that it cannot come to enough: it goes back.
    case failed
    /// Nobody can say in time.
    case unclear
  }

  private enum State {
    case underWay
    case nowhere(since: ContinuousClock.Instant)
    case succeeded
    case failed
  }

  /// How many of the sample must succeed.
  public let needed: Int
  private let silence: Duration
  private let deadline: ContinuousClock.Instant
  private var jobs: [State]

  /// - Parameters:
  ///   - count: how many jobs the sample has.
  ///   - need: which share must succeed, 0 to 1.
  ///   - silence: for how long a job must be nowhere.
  ///   - deadline: when it is too late for a verdict.
  public init(jobs count: Int, need: Double, silence: Duration, deadline: ContinuousClock.Instant) {
    // What is a whole number by its digits stays one: 0.95 of 20 is 19.
    needed = Int((need * Double(count) - 1e-9).rounded(.up))
    self.silence = silence
    self.deadline = deadline
    jobs = Array(repeating: .underWay, count: count)
  }

  /// Notes what a look found, in the order of the jobs.
  public mutating func see(_ sightings: [Sighting], at now: ContinuousClock.Instant) {
    precondition(sightings.count == jobs.count, "a look says something of each job")
    for (index, sighting) in sightings.enumerated() {
      switch (jobs[index], sighting) {
      // A failure is never taken back: the job may be tried again meanwhile.
      case (.failed, _), (_, .failed): jobs[index] = .failed
      case (_, .underWay): jobs[index] = .underWay
      case (.underWay, .nowhere): jobs[index] = .nowhere(since: now)
      case (.nowhere(let since), .nowhere): if since.duration(to: now) >= silence { jobs[index] = .succeeded }
      case (.succeeded, .nowhere): break
      }
    }
  }

  /// How many jobs there are.
  public var count: Int { jobs.count }

  /// How many have succeeded.
  public var succeeded: Int {
    jobs.count { if case .succeeded = $0 { true } else { false } }
  }

  /// How many have failed.
  public var failed: Int {
    jobs.count { if case .failed = $0 { true } else { false } }
  }

  /// What is to be done now.
  public func verdict(at now: ContinuousClock.Instant) -> Verdict {
    if failed > count - needed { return .failed }
    if succeeded >= needed { return .passed }
    return now < deadline ? .undecided : .unclear
  }
}
