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
  private let dialect: any WorkerDialect
  private let session: RedisSession
  private let control: WorkerControl
  private let lifeSign: LifeSign
  private let registration: Registration
  private let logger: Logger

  private var number = 1
  private var watch: DeathWatch
  private var lives = ""
  private var outage = Outage()
  private var presence: any Presence
  /// The ordinal of the incarnation that beats.
  private var beating = 0
  private var isSurplusSeen = false

  init(
    configuration: WorkerConfiguration, control: WorkerControl, presence: any Presence, lifeSign: LifeSign,
    registration: Registration
  ) {
    self.configuration = configuration
    dialect = configuration.source.dialect
    session = RedisSession(url: configuration.source.redis, options: RedisOptions(clientName: "lifeboat-beat"))
    self.control = control
    self.presence = presence
    self.lifeSign = lifeSign
    self.registration = registration
    logger = configuration.logger
    watch = DeathWatch(lease: configuration.lease)
  }

  /// Runs until the worker has left.
  func run() {
    while !control.hasLeft {
      var pause = configuration.beatInterval
      do {
        if try beat() { control.health.noteAnswer(to: .beat) }
        _ = outage.end()
      } catch {
        control.health.note(error, of: .beat)
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
    // A Redis that is away now is not waited for. One that drained its queues may leave before its first beat.
    if !outage.isOn {
      do { try presence.report(on: session, isLast: true) } catch {
        logger.debug("the last report failed", metadata: ["error": "\(error)"])
      }
    }
    session.close()
  }

  /// - Returns: whether Redis has confirmed this process.
  private func beat() throws(RedisError) -> Bool {
    guard let incarnation = registration.current, !control.isLost(ordinal: incarnation.ordinal) else { return false }
    if beating != incarnation.ordinal {
      beating = incarnation.ordinal
      number = 1
      presence.begin(incarnation)
    }
    number += 1
    let sent: ContinuousClock.Instant
    let values: [RedisValue]
    do throws(RedisError) {
      let command = try beatCommand(incarnation)
      sent = .now
      let reply = try session.pipeline([command])[0]
      if reply.string == "LOST" {
        presence.restore(mayHaveRun: false)
        control.reportLost(ordinal: incarnation.ordinal)
        return false
      }
      guard case .array(let elements) = reply, elements.count >= 2 else {
        throw .notAResult(of: "beat", reply, server: session.url)
      }
      values = elements
    } catch {
      presence.restore(mayHaveRun: error.mayHaveRun)
      throw error
    }
    lifeSign.confirm(sent)
    let order = presence.confirm(heard: values[1], after: ContinuousClock.now - sent)
    if let order { control.obey(order) }
    try heard(values, incarnation)
    try presence.report(on: session, isLast: false)
    return true
  }

  private func beatCommand(_ incarnation: Incarnation) throws(RedisError) -> RedisCommand {
    let own = dialect.ownKeys
    let part = try presence.beat(as: incarnation, on: session)
    var command = try session.command(for: dialect.parts.scripts.beat, keyCount: 5 + part.keys.count)
    command.append(
      each: [own.processes, own.inflight(incarnation.name), own.snoozed, own.snoozedJobs, dialect.keys.queues])
    command.append(each: part.keys)
    command.append(incarnation.name)
    command.append(number)
    command.append(dialect.keys.queue(""))
    command.append(each: part.arguments)
    return command
  }

  /// Takes in the answer to a beat that succeeded.
  private func heard(_ values: [RedisValue], _ incarnation: Incarnation) throws(RedisError) {
    // Another server may know another past.
    if session.server?.runID != lives { watch.startOver() }
    lives = session.server?.runID ?? ""
    // A lease that reached Redis after its connection was given up shows as jobs that nobody here holds.
    let isSurplus = (values.first?.int ?? 0) > control.held
    if isSurplus && isSurplusSeen { control.askRecheck() }
    isSurplusSeen = isSurplus && !isSurplusSeen

    var beats: [String: String] = [:]
    for (name, number) in values.dropFirst(2).pairs() {
      guard let name = name.string, name != incarnation.name else { continue }
      beats[name] = number.string ?? ""
    }
    let recovery = Recovery(
      dialect: dialect, session: session, poisonLimit: configuration.poisonLimit,
      failures: configuration.failures, slots: configuration.concurrency)
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
