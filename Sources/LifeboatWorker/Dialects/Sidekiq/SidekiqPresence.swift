import LifeboatFormat
import LifeboatRedis
import Logging

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How a worker shows itself to Sidekiq's tools: as one process with a thread for each slot.
///
/// Only a worker that moves what is due shows itself: every process that registers slows the pollers of all others. Where a
/// process works several sources of one app, the first shows all of them, as capsules.
///
/// - Source: Sidekiq, `lib/sidekiq/launcher.rb`, `component.rb`.
struct SidekiqPresence: Presence {
  private let dialect: SidekiqDialect
  private let isShown: Bool
  private let control: WorkerControl
  private let board: SlotBoard
  private let record: SidekiqRecord
  private let logger: Logger

  private var running: SidekiqRunning
  private var metrics: SidekiqMetricsReport
  private var shown = SidekiqRecord.Condition()
  /// When the record was written last; `nil` when nobody knows what it says.
  private var renewedAt: ContinuousClock.Instant?
  private var workAt: ContinuousClock.Instant?
  private var reportedAt = ContinuousClock.now
  private var roundTrip = Duration.zero
  /// What the beat under way carries.
  private var sent = Sent()
  private var refusal = ""

  private struct Sent {
    var condition: SidekiqRecord.Condition?
    var isWork = false
  }

  /// For how many seconds a record is kept that nobody renews.
  static let expiry = 60
  /// How often the record is written when nothing changes, as Sidekiq 6 does.
  private static let renewal = Duration.seconds(5)
  /// How often the jobs are that run on: somebody may have removed them.
  private static let workRenewal = Duration.seconds(30)
  /// How often metrics are written, as Sidekiq 7 does.
  private static let reportInterval = Duration.seconds(10)

  init(dialect: SidekiqDialect, surroundings: PresenceSurroundings) {
    let configuration = surroundings.configuration
    let capsules = surroundings.capsules
    self.dialect = dialect
    isShown = surroundings.isShowing && configuration.isPromoting
    control = surroundings.control
    board = surroundings.board
    logger = configuration.logger
    record = SidekiqRecord(
      capsules: capsules.map { SidekiqCapsule($0) }, tag: configuration.tag ?? WorkingFolder.appName,
      labels: configuration.labels)
    running = SidekiqRunning(capsules.map(\.board))
    metrics = SidekiqMetricsReport(keys: dialect.keys)
  }

  func names() -> [String] {
    guard isShown else { return [] }
    let host = getenv("DYNO").map { String(cString: $0) } ?? ""
    var generator = SystemRandomNumberGenerator()
    return [
      SidekiqIdentity(host: host.isEmpty ? LocalHost.name : host, pid: Int(getpid()), using: &generator).description
    ]
  }

  func registration(of names: [String], on session: RedisSession) throws(RedisError) -> ScriptPart {
    let name = names.first ?? ""
    let fields = SidekiqIdentity(parsing: name).map { record.fields(of: $0, condition, roundTrip: roundTrip) }
    return ScriptPart(keys: [dialect.keys.processes, dialect.keys.process(name)], arguments: fields ?? [])
  }

  mutating func begin(_ incarnation: Incarnation) { restore(mayHaveRun: false) }

  mutating func beat(as incarnation: Incarnation, on session: RedisSession) throws(RedisError) -> ScriptPart {
    let keys = dialect.keys
    let name = incarnation.names.first ?? ""
    var part = ScriptPart(
      keys: [keys.processes, keys.process(name), keys.work(name), keys.workers(name), keys.signals(name)])
    part.append(name)
    guard let identity = SidekiqIdentity(parsing: name) else { return part }
    running.look()
    sent = Sent()
    var fields: [[UInt8]] = []
    if condition != shown || isOlder(renewedAt, than: Self.renewal) {
      sent.condition = condition
      fields = record.fields(of: identity, condition, roundTrip: roundTrip)
    }
    part.append(String(fields.count))
    part.arguments += fields
    sent.isWork = running.isNews || running.busy > 0 && isOlder(workAt, than: Self.workRenewal)
    part.append(sent.isWork ? "1" : "0")
    if sent.isWork { part.arguments += running.fields }
    return part
  }

  mutating func confirm(heard: RedisValue, after time: Duration) -> Order? {
    roundTrip = time
    if let condition = sent.condition {
      shown = condition
      renewedAt = .now
    }
    if sent.isWork {
      running.confirm()
      workAt = .now
    }
    sent = Sent()
    guard let heard = heard.array, heard.count == 2 else { return nil }
    report(heard[1].string ?? "")
    return heard[0].string.flatMap { $0.isEmpty ? nil : order($0) }
  }

  /// What was written may be gone by the next beat that is answered.
  mutating func restore(mayHaveRun: Bool) {
    renewedAt = nil
    running.forget()
    sent = Sent()
  }

  mutating func report(on session: RedisSession, isLast: Bool) throws(RedisError) {
    guard isLast || isOlder(reportedAt, than: Self.reportInterval) else { return }
    metrics.gather(board)
    repeat {
      if let refused = try metrics.send(on: session, at: WallClock.seconds) { report(refused) }
    } while isLast && !metrics.isEmpty
    if metrics.isEmpty { reportedAt = .now }
  }

  private var condition: SidekiqRecord.Condition {
    SidekiqRecord.Condition(busy: running.busy, isQuiet: control.mode != .working)
  }

  private func isOlder(_ time: ContinuousClock.Instant?, than age: Duration) -> Bool {
    time.map { ContinuousClock.now - $0 >= age } ?? true
  }

  /// What a signal's name asks for, as Sidekiq's pages and its API send it.
  private func order(_ signal: String) -> Order? {
    let order: Order? =
      switch signal {
      case "TSTP": .quiet
      case "TERM": .stop
      case "TTIN": .showRunning
      default: nil
      }
    let metadata: Logger.Metadata = ["signal": "\(Printable.line(signal, limit: 40))"]
    if order == nil {
      logger.warning("somebody sent a signal that is none of TSTP, TERM and TTIN; ignored", metadata: metadata)
    } else {
      logger.notice("asked from afar", metadata: metadata)
    }
    return order
  }

  /// Says once what Redis refuses to take for Sidekiq's pages; jobs run all the same.
  private mutating func report(_ refused: String) {
    guard !refused.isEmpty, refused != refusal else { return }
    refusal = refused
    logger.warning(
      "Sidekiq's pages cannot be kept up to date", metadata: ["reply": "\(Printable.line(refused, limit: 200))"])
  }
}
