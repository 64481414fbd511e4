import LifeboatFormat
import LifeboatRedis
import Logging

/// Moves delayed jobs that are due to their queues, by the dialect's ``DelayedMover``, until the worker has left.
///
/// It owns a connection and a thread, so that no beat waits for it, however much is due.
actor DelayedPromoter {
  private nonisolated let thread = ThreadExecutor(name: "lifeboat-delay")
  nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

  /// Ends the pause between two looks.
  nonisolated let wakeup: Wakeup

  private let session: RedisSession
  private let control: WorkerControl
  private let registration: Registration
  private let logger: Logger
  private var mover: any DelayedMover
  private var trouble = Outage()

  /// How long it rests where Redis cannot say.
  private static let pause = Duration.seconds(1)

  init(configuration: WorkerConfiguration, control: WorkerControl, registration: Registration) {
    control.firstLook.announce()
    mover = configuration.source.dialect.parts.mover(configuration)
    session = RedisSession(url: configuration.source.redis, options: RedisOptions(clientName: "lifeboat-delay"))
    wakeup = control.dueTimes.wakeup
    self.control = control
    self.registration = registration
    logger = configuration.logger
  }

  /// Runs until the worker has left.
  func run() {
    logger.notice("\(mover.announcement)")
    rest(for: mover.firstRest)
    while !control.hasLeft {
      var pause = Self.pause
      do throws(RedisError) {
        while let incarnation, try mover.round(as: incarnation, on: session) {}
        _ = trouble.end()
        endAwaiting()
        if incarnation != nil { pause = try mover.rest(on: session) }
      } catch {
        report(error)
        if !session.isConnected { pause = max(pause, trouble.nextDelay()) }
        // What Redis refuses does not mend by waiting, and a worker that drains would wait for ever.
        if !error.isTransient { endAwaiting() }
      }
      rest(for: pause)
    }
    session.close()
  }

  /// Waits until the pause is over, a job is due that this worker has put off, or the worker has left.
  private func rest(for pause: Duration) {
    let end = ContinuousClock.now + pause
    while !control.hasLeft {
      let left = min(control.dueTimes.next ?? end, end) - .now
      guard left > .zero else { break }
      _ = wakeup.wait(for: left)
    }
    // Before the look: what comes due during it is not forgotten.
    control.dueTimes.pass()
  }

  /// Lets a worker that drains go on: it has waited for what was overdue when it began.
  private func endAwaiting() {
    guard registration.current != nil else { return }
    control.firstLook.end()
  }

  /// What it works as; `nil` while this process is no member, and once the worker has left.
  private var incarnation: Incarnation? {
    guard !control.hasLeft, let current = registration.current, !control.isLost(ordinal: current.ordinal) else {
      return nil
    }
    return current
  }

  private func report(_ error: RedisError) {
    guard trouble.begin(error) else { return }
    // The leaser reports a Redis that is away.
    logger.log(
      level: error.isTransient ? .debug : .error, "delayed jobs cannot be moved to their queues",
      metadata: ["error": "\(error)"])
  }
}
