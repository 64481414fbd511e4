import LifeboatFormat
import LifeboatRedis

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How a worker shows itself to Resque's tools: as one worker a slot.
struct ResquePresence: Presence {
  private let dialect: ResqueDialect
  private let configuration: WorkerConfiguration
  private let board: SlotBoard

  /// The job that each slot was last shown with: how many had begun there; 0 when it was shown idle.
  private var shown: [Int]
  private var seenAt: SuspendingClock.Instant?
  /// What the beat under way carries.
  private var glances: [SlotBoard.Glance] = []
  /// Whether it renews what Ruby's pruning reads.
  private var isSeeing = false

  /// How often the heartbeat that Ruby's pruning reads is written; Ruby allows 300 seconds.
  private static let seenInterval = Duration.seconds(30)

  init(dialect: ResqueDialect, surroundings: PresenceSurroundings) {
    self.dialect = dialect
    configuration = surroundings.configuration
    board = surroundings.board
    shown = Array(repeating: 0, count: board.count)
  }

  func names() -> [String] {
    dialect.workerIDs(
      host: LocalHost.name, pid: Int(getpid()), slots: configuration.concurrency, queues: configuration.source.queues)
  }

  func registration(of names: [String], on session: RedisSession) throws(RedisError) -> ScriptPart {
    let now = try session.redisTime()
    return ScriptPart(
      keys: [dialect.keys.workers, dialect.keys.heartbeats],
      arguments: [Timestamp.heartbeat(now), Timestamp.started(WallClock.seconds), dialect.keys.worker("")])
  }

  mutating func begin(_ incarnation: Incarnation) {
    shown = Array(repeating: 0, count: board.count)
    seenAt = SuspendingClock.now
  }

  mutating func beat(as incarnation: Incarnation, on session: RedisSession) throws(RedisError) -> ScriptPart {
    let keys = dialect.keys
    isSeeing = seenAt.map { SuspendingClock.now - $0 >= Self.seenInterval } ?? true
    let redisTime = isSeeing ? try session.redisTime() : 0
    glances = (0..<board.count).map { board.glance(slot: $0) }
    var part = ScriptPart(
      keys: [keys.workers, keys.heartbeats],
      arguments: [keys.worker(""), keys.statProcessed(worker: ""), keys.statFailed(worker: "")])
    func append(_ kind: String, _ id: String, _ a: [UInt8] = [], _ b: [UInt8] = []) {
      part.arguments += [Array(kind.utf8), Array(id.utf8), a, b]
    }
    for (slot, glance) in glances.enumerated() {
      let id = incarnation.names[slot]
      if let running = glance.running {
        if shown[slot] != glance.begun {
          append(
            "on", id, dialect.working(payload: running.job.payload, queue: running.job.queue, since: running.since))
        }
      } else if shown[slot] != 0 {
        append("off", id)
      }
      if glance.processed > 0 {
        append("stat", id, Array(String(glance.processed).utf8), Array(String(glance.failed).utf8))
      }
      if isSeeing {
        append("seen", id, Array(Timestamp.heartbeat(redisTime).utf8), Array(Timestamp.started(redisTime).utf8))
      }
    }
    return part
  }

  mutating func confirm(heard: RedisValue, after time: Duration) -> Order? {
    for (slot, glance) in glances.enumerated() { shown[slot] = glance.running == nil ? 0 : glance.begun }
    if isSeeing { seenAt = SuspendingClock.now }
    glances = []
    return nil
  }

  mutating func restore(mayHaveRun: Bool) {
    if !mayHaveRun {
      for (slot, glance) in glances.enumerated() { board.restore(glance, slot: slot) }
    }
    glances = []
  }

  mutating func report(on session: RedisSession, isLast: Bool) throws(RedisError) {}
}
