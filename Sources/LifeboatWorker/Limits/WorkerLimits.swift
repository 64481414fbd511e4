import LifeboatFormat
import Logging

/// When a worker ends by itself, so that its supervisor starts a fresh process.
///
/// A limit that is reached is a stop like any other: what runs may finish within ``WorkerConfiguration/stopTimeout``, and what
/// is left goes back to its queue. ``Worker/reachedLimit`` tells it apart from others.
public struct WorkerLimits: Sendable, Equatable {
  /// How many jobs begin, over all sources, whatever becomes of them; no more do. The last of them is waited for however
  /// long it takes, and only then is the time to finish counted for the others.
  public var jobs: Int?
  /// How many bytes may be resident, looked at each second. Child processes are not counted.
  public var memory: Int?
  /// How long it works, by a clock that stands still while the machine sleeps.
  public var age: Duration?
  /// Whether a worker draws its own limits, each by less than a tenth below what is said here, so that processes that were
  /// started together do not stop together.
  public var isSpread: Bool

  /// No limit but those given.
  public init(jobs: Int? = nil, memory: Int? = nil, age: Duration? = nil, isSpread: Bool = true) {
    self.jobs = jobs
    self.memory = memory
    self.age = age
    self.isSpread = isSpread
  }

  /// What is wrong with them: a sentence for each problem.
  ///
  /// - Parameter resident: the bytes that the process has now; 0 where the system does not say.
  func problems(resident: Int) -> [String] {
    var problems: [String] = []
    if let jobs, jobs < 1 { problems.append("max jobs is \(jobs); expected 1 or more") }
    if let memory {
      let shown = ByteCountText.format(memory)
      if resident == 0 {
        problems.append("max memory is \(shown), but this system does not say how much a process has; leave it out")
      } else if lowest(memory) <= resident {
        // It would be started again and again, and never come to a job.
        problems.append(
          "max memory is \(shown), but this process has \(ByteCountText.format(resident)) before its first job; "
            + "expected clearly more")
      }
    }
    if let age, age < .seconds(1) { problems.append("max age is \(DurationText.format(age)); expected 1s or more") }
    return problems
  }

  /// The limits of one worker.
  func drawn(using generator: inout some RandomNumberGenerator) -> WorkerLimits {
    var drawn = self
    drawn.isSpread = false
    func draw(_ limit: Int) -> Int { Int.random(in: lowest(limit)...limit, using: &generator) }
    drawn.jobs = jobs.map(draw)
    drawn.memory = memory.map(draw)
    drawn.age = age.map { .milliseconds(draw($0.waitMilliseconds)) }
    return drawn
  }

  /// The least that may be drawn. Nothing below 20 is spread.
  private func lowest(_ limit: Int) -> Int { isSpread ? limit - max(0, limit / 10 - 1) : limit }

  /// Whether somebody has to look now and then.
  var areWatched: Bool { memory != nil || age != nil }

  /// Which of the watched limits is reached; `nil` for none.
  func reached(resident: @autoclosure () -> Int, age now: Duration) -> ReachedLimit? {
    if let age, now >= age { return .age(now, most: age) }
    guard let memory, case let resident = resident(), resident > memory else { return nil }
    return .memory(resident: resident, most: memory)
  }

  /// Them for a log; `nil` when there is none.
  var metadata: Logger.Metadata? {
    var metadata: Logger.Metadata = [:]
    if let jobs { metadata["max_jobs"] = "\(jobs)" }
    if let memory { metadata["max_memory"] = "\(ByteCountText.format(memory))" }
    if let age { metadata["max_age"] = "\(DurationText.format(age))" }
    return metadata.isEmpty ? nil : metadata
  }
}
