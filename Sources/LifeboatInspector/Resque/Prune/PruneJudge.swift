import LifeboatFormat

/// Decides which registered workers are dead, by Ruby's two rules but for those who live. Pure: it is told the time and
/// what runs here.
///
/// Ruby's second rule looks for a process on its own host and does not mind a fresh heartbeat, so it removes workers that
/// live in another container of the same host name, or that are no Ruby programs. Here a worker that beat within two
/// intervals lives, and so does a process that was there when the worker registered, however old its heartbeat: one that
/// was stopped, or that waits for a Redis that is slow, still runs its job.
///
/// - Source: Resque, `lib/resque/worker.rb`, `prune_dead_workers`.
public struct PruneJudge: Sendable {
  /// What runs under a process id of this host.
  public enum Process: Sendable, Equatable {
    case none
    /// A worker of Resque's, by its command line, with the second since 1970 when it began, where that is known.
    case resque(startedAt: Int?)
    /// Any other, with the second since 1970 when it began.
    case other(startedAt: Int)
    /// Something of which nothing is said.
    case unknown
  }

  /// The second since 1970, by Redis's clock: heartbeats are written by it.
  let now: Int
  /// This host's plain name.
  let host: String
  /// Looks up a process of this host.
  let process: @Sendable (Int) -> Process

  /// The most seconds between two heartbeats that Ruby allows: `Resque.prune_interval`.
  static let longestSilence = 300
  /// The most that a worker lets pass, twice over: `Resque.heartbeat_interval` is 60.
  static let freshness = 120
  /// A worker registers some time after its process began; the clocks of the two may differ.
  private static let slack = 5

  /// - Parameters:
  ///   - now: seconds since 1970 by Redis's clock.
  ///   - host: this host's plain name.
  ///   - process: looks up a process of this host.
  public init(now: Int, host: String, process: @escaping @Sendable (Int) -> Process) {
    self.now = now
    self.host = host
    self.process = process
  }

  /// Judges one worker.
  public func verdict(on worker: RegisteredWorker) -> PruneVerdict {
    let verdict = judge(worker)
    // What one of ours ran is safe in any case.
    if verdict.isDead, !worker.isLifeboat, case .unreadable = worker.running { return .unreadableJob }
    return verdict
  }

  private func judge(_ worker: RegisteredWorker) -> PruneVerdict {
    guard worker.isText else { return .oddID }
    var age: Int?
    if let heartbeat = worker.heartbeat {
      guard let beat = Timestamp.parse(heartbeat)?.seconds else { return .unreadableHeartbeat(heartbeat) }
      age = now - beat
    }
    if let age, age <= Self.freshness { return .beats(seconds: age) }
    let byProcess = judgeByProcess(worker, silence: age)
    if let byProcess, byProcess.isAlive { return byProcess }
    if let age, age > Self.longestSilence { return .silent(seconds: age) }
    if let byProcess { return byProcess }
    if let age { return .beats(seconds: age) }
    return worker.parsed == nil ? .oddID : .neverBeat
  }

  private func judgeByProcess(_ worker: RegisteredWorker, silence: Int?) -> PruneVerdict? {
    guard let id = worker.parsed, id.host == host, id.pid > 0 else { return nil }
    switch process(id.pid) {
    case .none: return .processEnded
    case .unknown: return nil
    // Another of Resque's that got the same process id, as they do in containers, proves nothing either way.
    case .resque(let began): return isLater(began, than: worker) == true ? nil : .processRuns(silence: silence)
    case .other(let began):
      guard let isLater = isLater(began, than: worker) else { return nil }
      return isLater ? .processReplaced : .processRuns(silence: silence)
    }
  }

  /// Whether a process began after the worker registered; `nil` when that is not known.
  private func isLater(_ began: Int?, than worker: RegisteredWorker) -> Bool? {
    guard let began, let registered = worker.startedAt else { return nil }
    return began > registered + Self.slack
  }

  /// Whether a command line is that of a worker of Resque's.
  public static func isResque(_ commandLine: String) -> Bool {
    guard !commandLine.contains("resque-web") else { return false }
    if commandLine.contains("resque:work") || commandLine.contains("resque: Starting") { return true }
    return commandLine.split(separator: "resque-", omittingEmptySubsequences: false).dropFirst()
      .contains { $0.first?.isASCII == true && $0.first?.isNumber == true }
  }
}
