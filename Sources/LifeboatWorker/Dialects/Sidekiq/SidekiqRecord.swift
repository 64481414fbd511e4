import LifeboatClient
import LifeboatFormat
import LifeboatRedis

/// What a worker's process record says, apart from what changes.
///
/// - Source: Sidekiq, `lib/sidekiq/launcher.rb`.
struct SidekiqRecord: Sendable {
  /// What changes by what happens; the rest changes by itself.
  struct Condition: Sendable, Equatable {
    /// How many jobs run.
    var busy = 0
    /// Whether no more are taken.
    var isQuiet = false
  }

  let capsules: [SidekiqCapsule]
  let tag: String
  let labels: [String]
  private let startedAt: SidekiqTime

  /// Pages show who it is whatever their version: those of Sidekiq 6 know no version, later ones show it beside the queues.
  private static let label = "lifeboat"
  private static let version = "lifeboat \(LifeboatVersion.current)"

  init(capsules: [SidekiqCapsule], tag: String, labels: [String]) {
    self.capsules = capsules
    self.tag = tag
    self.labels = [Self.label] + labels.filter { $0 != Self.label }
    startedAt = Self.now
  }

  /// The fields of the record and their values.
  func fields(of identity: SidekiqIdentity, _ condition: Condition, roundTrip: Duration) -> [[UInt8]] {
    let info = SidekiqProcessInfo(
      identity: identity, startedAt: startedAt, tag: tag, capsules: capsules, labels: labels, version: Self.version
    )
    let texts = [
      ("concurrency", String(info.concurrency)), ("busy", String(condition.busy)), ("beat", Self.now.text),
      ("rtt_us", String(roundTrip.nanoseconds / 1_000)), ("quiet", String(condition.isQuiet)),
      ("rss", String(ProcessMemory.kilobytes)),
    ]
    return [Array("info".utf8), info.encode()] + texts.flatMap { [Array($0.0.utf8), Array($0.1.utf8)] }
  }

  private static var now: SidekiqTime {
    let now = ActiveJobTime.now
    return SidekiqTime(seconds: now.seconds, nanoseconds: now.nanoseconds)
  }
}
