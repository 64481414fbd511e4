import LifeboatFormat
import LifeboatRedis

/// What the runs of each class came to, on its way to Sidekiq's Metrics page.
///
/// It is written as Sidekiq 7 and as Sidekiq 8 keep it: neither sees the other's, and apps have both while they upgrade.
///
/// - Source: Sidekiq, `lib/sidekiq/metrics/tracking.rb`, `flush`; `shared.rb`, `persist`.
struct SidekiqMetricsReport: Sendable {
  private let keys: SidekiqKeys
  private var waiting: [String: ClassRuns] = [:]

  /// The most classes in one pipeline.
  static let mostClasses = 200

  init(keys: SidekiqKeys) {
    self.keys = keys
  }

  var isEmpty: Bool { waiting.isEmpty }

  /// Takes what the slots have counted.
  mutating func gather(_ board: SlotBoard) {
    for slot in 0..<board.count {
      for (name, runs) in board.takeTally(slot: slot) { waiting[name, default: ClassRuns()].add(runs) }
    }
  }

  /// Writes some of it in one pipeline.
  ///
  /// What may have been sent is not sent again: a few counts too few are better than counts that grow with every outage.
  ///
  /// - Parameter seconds: the time since 1970: counts belong to the minute in which they are written, as in Ruby.
  /// - Returns: what Redis refused, if it did.
  mutating func send(on session: RedisSession, at seconds: Int) throws(RedisError) -> String? {
    let batch = Array(waiting.prefix(Self.mostClasses))
    guard !batch.isEmpty else { return nil }
    do throws(RedisError) {
      let replies = try session.pipeline(commands(batch, SidekiqMinute(of: seconds)))
      for (name, _) in batch { waiting[name] = nil }
      for case .error(let message) in replies { return message }
      return nil
    } catch {
      if case .unreachable = error { throw error }
      for (name, _) in batch { waiting[name] = nil }
      throw error
    }
  }

  private func commands(_ batch: [(key: String, value: ClassRuns)], _ minute: SidekiqMinute) -> [RedisCommand] {
    var commands: [RedisCommand] = []
    for (name, runs) in batch where runs.processed > runs.failed {
      for layout in SidekiqMetrics.Layout.allCases {
        let key = keys.histogram(className: name, minute, layout)
        commands += [histogram(key, runs), RedisCommand("EXPIRE", key, SidekiqMetrics.minuteExpiry)]
      }
    }
    let hashes = [
      (keys.metrics(minute, .seven), SidekiqMetrics.minuteExpiry),
      (keys.metrics(minute, .eight), SidekiqMetrics.minuteExpiry),
      (keys.metricsOfTenMinutes(minute), SidekiqMetrics.tenMinutesExpiry),
    ]
    for (key, expiry) in hashes {
      for (name, runs) in batch { count(runs, of: name, in: key, &commands) }
      commands.append(RedisCommand("EXPIRE", key, expiry))
    }
    return commands
  }

  private func histogram(_ key: String, _ runs: ClassRuns) -> RedisCommand {
    var command = RedisCommand("BITFIELD", key, "OVERFLOW", "SAT")
    for (bucket, count) in runs.durations.enumerated() where count > 0 {
      command.append(each: ["INCRBY", "u16", "#\(bucket)", String(count)])
    }
    return command
  }

  private func count(_ runs: ClassRuns, of name: String, in key: String, _ commands: inout [RedisCommand]) {
    func add(_ count: SidekiqMetrics.Count, _ number: Int) {
      commands.append(RedisCommand("HINCRBY", key, SidekiqMetrics.field(className: name, count), number))
    }
    add(.processed, runs.processed)
    if runs.failed > 0 { add(.failed, runs.failed) }
    if runs.processed > runs.failed { add(.milliseconds, Int(runs.nanoseconds / 1_000_000)) }
  }
}
