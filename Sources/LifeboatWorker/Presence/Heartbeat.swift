import LifeboatFormat
import LifeboatRedis
import Logging

/// Beats: says that this process lives, publishes what its slots do, and looks after the dead.
///
/// It owns a connection and a thread, so that neither a busy pool nor a long script of the leaser can make a living
/// process look dead. Visibility is here, a second behind; safety is in the lease.
actor Heartbeat {
  private nonisolated let thread = ThreadExecutor(name: "lifeboat-beat")
  nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

  /// Ends the pause between two beats.
  nonisolated let wakeup = Wakeup()

  private let configuration: WorkerConfiguration
  private let dialect: ResqueDialect
  private let session: RedisSession
  private let control: WorkerControl
  private let board: SlotBoard
  private let lifeSign: LifeSign
  private let registration: Registration
  private let logger: Logger

  private var number = 1
  private var watch: DeathWatch
  private var lives = ""
  private var outage = Outage()
  /// The job that each slot was last shown with: how many had begun there; 0 when it was shown idle.
  private var shown: [Int]
  private var beating: Incarnation?
  private var seenAt: SuspendingClock.Instant?
  /// Whether the beat under way renews what Ruby's pruning reads.
  private var isSeeing = false
  private var isSurplusSeen = false

  /// How often the heartbeat that Ruby's pruning reads is written; Ruby allows 300 seconds.
  private static let seenInterval = Duration.seconds(30)

  init(
    configuration: WorkerConfiguration, control: WorkerControl, board: SlotBoard, lifeSign: LifeSign,
    registration: Registration
  ) {
    self.configuration = configuration
    dialect = configuration.source.dialect
    session = RedisSession(url: configuration.source.redis, options: RedisOptions(clientName: "lifeboat-beat"))
    self.control = control
    self.board = board
    self.lifeSign = lifeSign
    self.registration = registration
    logger = configuration.logger
    watch = DeathWatch(lease: configuration.lease)
    shown = Array(repeating: 0, count: board.count)
  }

  /// Runs until the worker has left.
  func run() {
    while !control.hasLeft {
      var pause = configuration.beatInterval
      do {
        try beat()
        _ = outage.end()
      } catch {
        // An observer that cannot beat must not judge others.
        watch.startOver()
        if outage.begin(error) {
          // The leaser reports a Redis that is away; what Redis refuses only here would go unseen, and a worker that
          // does not beat is declared dead.
          logger.log(
            level: error.isTransient ? .debug : .warning, "a beat failed", metadata: ["error": "\(error)"])
        }
        if !session.isConnected { pause = max(pause, outage.nextDelay()) }
      }
      _ = wakeup.wait(for: pause)
    }
    session.close()
  }

  private func beat() throws(RedisError) {
    guard let incarnation = registration.current, !control.isLost(ordinal: incarnation.ordinal) else { return }
    if beating != incarnation {
      beating = incarnation
      number = 1
      shown = Array(repeating: 0, count: board.count)
      seenAt = SuspendingClock.now
    }
    number += 1
    let glances = (0..<board.count).map { board.glance(slot: $0) }
    let sent = ContinuousClock.now
    let values: [RedisValue]
    do throws(RedisError) {
      let reply = try session.pipeline([try beatCommand(incarnation, glances)])[0]
      if reply.string == "LOST" { return control.reportLost(ordinal: incarnation.ordinal) }
      guard case .array(let elements) = reply else {
        throw .notAResult(of: "beat", reply, server: session.url)
      }
      values = elements
    } catch {
      for (slot, glance) in glances.enumerated() { board.restore(glance, slot: slot) }
      throw error
    }
    lifeSign.confirm(sent)
    try heard(values, incarnation, glances)
  }

  private func beatCommand(_ incarnation: Incarnation, _ glances: [SlotBoard.Glance]) throws(RedisError)
    -> RedisCommand
  {
    let keys = dialect.keys
    let own = dialect.ownKeys
    isSeeing = seenAt.map { SuspendingClock.now - $0 >= Self.seenInterval } ?? true
    let redisTime = isSeeing ? try Registration.redisTime(session) : 0
    var command = try session.command(for: .beat, keyCount: 7)
    for key in [
      own.processes, own.inflight(incarnation.name), keys.workers, keys.heartbeats, own.snoozed, own.snoozedJobs,
      keys.queues,
    ] {
      command.append(key)
    }
    command.append(incarnation.name)
    command.append(number)
    for prefix in [keys.worker(""), keys.statProcessed(worker: ""), keys.statFailed(worker: ""), keys.queue("")] {
      command.append(prefix)
    }
    func append(_ kind: String, _ id: String, _ a: [UInt8] = [], _ b: [UInt8] = []) {
      command.append(kind)
      command.append(id)
      command.append(a)
      command.append(b)
    }
    for (slot, glance) in glances.enumerated() {
      let id = incarnation.workerIDs[slot]
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
    return command
  }

  /// Takes in the answer to a beat that succeeded.
  private func heard(_ values: [RedisValue], _ incarnation: Incarnation, _ glances: [SlotBoard.Glance])
    throws(RedisError)
  {
    for (slot, glance) in glances.enumerated() { shown[slot] = glance.running == nil ? 0 : glance.begun }
    // Another server may know another past.
    if session.server?.runID != lives { watch.startOver() }
    lives = session.server?.runID ?? ""
    if isSeeing { seenAt = SuspendingClock.now }
    // A lease that reached Redis after its connection was given up shows as jobs that nobody here holds.
    let isSurplus = (values.first?.int ?? 0) > control.held
    if isSurplus && isSurplusSeen { control.askRecheck() }
    isSurplusSeen = isSurplus && !isSurplusSeen

    var beats: [String: String] = [:]
    for (name, number) in values.dropFirst().pairs() {
      guard let name = name.string, name != incarnation.name else { continue }
      beats[name] = number.string ?? ""
    }
    let recovery = Recovery(
      dialect: dialect, session: session, poisonLimit: configuration.poisonLimit,
      failures: incarnation.failures, slots: configuration.concurrency)
    let leases = try recovery.leases(of: watch.unknown(beats))
    for dead in watch.observe(beats, leases: leases, at: SuspendingClock.now) {
      report(try recovery.end(dead), of: dead)
    }
  }

  private func report(_ ending: Recovery.Ending, of dead: DeathWatch.Dead) {
    switch ending {
    case .gone, .alive: return
    case .ended(let remains):
      logger.warning(
        "another worker died; its jobs are back in their queues",
        metadata: [
          "incarnation": "\(dead.incarnation)", "host": "\(remains.host ?? "?")", "pid": "\(remains.pid ?? "?")",
          "returned": "\(remains.returned)", "poisoned": "\(remains.poisoned)",
        ])
    case .refused(let message):
      // The other dead do not wait for this one; it is looked at again after another lease.
      logger.error(
        "a dead worker's jobs cannot all be put back; trying again",
        metadata: ["incarnation": "\(dead.incarnation)", "reply": "\(message)"])
    }
  }
}
