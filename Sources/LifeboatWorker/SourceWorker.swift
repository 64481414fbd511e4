import LifeboatFormat
import LifeboatRedis
import Logging

/// Works the queues of one source: leases jobs, runs them, settles them, and leaves nothing behind.
///
/// Three loops, each on a thread and a connection of its own: the ``Leaser`` (the main loop), the ``Heartbeat`` and
/// the ``QueueWatcher``; a fourth, the ``DelayedPromoter``, where it moves delayed jobs; and a ``Processor`` for each slot,
/// on the shared pool.
final class SourceWorker: Sendable {
  private let configuration: WorkerConfiguration
  private let control: WorkerControl
  private let board: SlotBoard
  private let pool: ProcessorPool
  private let leaser: Leaser
  private let heartbeat: Heartbeat
  private let watcher: QueueWatcher
  private let promoter: DelayedPromoter?

  /// - Parameters:
  ///   - configuration: that of this source alone, proven to be right.
  ///   - board: what its slots do.
  ///   - permits: how many jobs may begin, here and in the other sources of this process.
  ///   - capsules: the sources of the same app in this process, this one included; the first moves what is due.
  ///   - obey: what is done about orders from afar.
  init(
    _ configuration: WorkerConfiguration, board: SlotBoard, permits: JobPermits, capsules: [Capsule],
    obey: @escaping @Sendable (Order) -> Void
  ) {
    self.configuration = configuration
    let source = configuration.source
    let control = WorkerControl(obey: obey, dueTimes: capsules[0].dueTimes, firstLook: capsules[0].firstLook)
    let buffer = LeaseBuffer(leaser: control.leaser)
    let settlements = SettlementBox(leaser: control.leaser)
    let lifeSign = LifeSign(lease: configuration.lease)
    let processors = (0..<configuration.concurrency).map { slot in
      Processor(
        slot: slot, buffer: buffer, settlements: settlements, board: board, lifeSign: lifeSign,
        permits: permits, registry: configuration.registry, middleware: configuration.middleware,
        thread: SlotThread(slot: slot, logger: configuration.logger), dialect: source.dialect,
        logger: configuration.logger)
    }
    let pool = ProcessorPool(processors: processors, board: board, control: control)
    let signal = QueueSignal()
    control.firstLook.join(signal, leaser: control.leaser)
    let surroundings = PresenceSurroundings(
      configuration: configuration, control: control, board: board, capsules: capsules)
    let presence = source.dialect.parts.presence(surroundings)
    let registration = Registration(configuration: configuration, presence: presence)
    let watcher = QueueWatcher(source: source, signal: signal, control: control, logger: configuration.logger)
    leaser = Leaser(
      configuration: configuration, control: control, buffer: buffer, settlements: settlements, board: board,
      lifeSign: lifeSign, pool: pool, registration: registration, watcher: watcher, signal: signal)
    heartbeat = Heartbeat(
      configuration: configuration, control: control, presence: presence, lifeSign: lifeSign,
      registration: registration)
    promoter =
      configuration.isPromoting
      ? DelayedPromoter(configuration: configuration, control: control, registration: registration)
      : nil
    self.watcher = watcher
    self.control = control
    self.board = board
    self.pool = pool
  }

  /// Lets this leave only when another has left: it shows what the other does, and moves what is due for it.
  func leave(after other: SourceWorker) { control.leave(after: other.control) }

  /// Runs until the worker has stopped.
  ///
  /// - Throws: ``RedisError`` when it cannot begin for a reason that waiting does not mend.
  func run() async throws(RedisError) {
    configuration.logger.notice(
      "working",
      metadata: [
        "redis": "\(configuration.source.redis)", "dialect": "\(configuration.source.dialect.name)",
        "queues": "\(configuration.source.queues.joined(separator: ","))", "slots": "\(configuration.concurrency)",
      ])
    pool.start()
    async let beats: Void = heartbeat.run()
    async let watch: Void = watcher.run()
    async let moves: Void? = promoter?.run()
    let result: Result<Void, RedisError>
    do throws(RedisError) { result = .success(try await leaser.run()) } catch { result = .failure(error) }
    dismiss()
    _ = await (beats, watch, moves)
    try result.get()
  }

  /// Leases nothing more: what has not started goes back to the front of its queue, what runs goes on.
  ///
  /// - Returns: whether that changed anything.
  func quiet() -> Bool { control.quiet() }

  /// Works again after ``quiet()``.
  ///
  /// - Returns: whether that changed anything.
  func resume() -> Bool { control.resume() }

  /// Stops: takes no more jobs, waits for those that run, cancels what is left, puts it back, and leaves.
  ///
  /// - Parameter timeout: how long to wait for running jobs; `nil` waits without limit. May be called again to
  ///   shorten it.
  func stop(within timeout: Duration?) {
    control.stop(within: timeout)
  }

  /// Blocks the calling thread until the worker has left Redis, or could not begin. It does not depend on the shared
  /// pool, which jobs may be blocking.
  ///
  /// - Returns: `false` when it should have left by now and has not.
  /// - Throws: what ``run()`` throws.
  func waitUntilLeft() throws(RedisError) -> Bool {
    let hasLeft = control.waitUntilLeft()
    if let failure = control.failure { throw failure }
    return hasLeft
  }

  /// How it is.
  var health: WorkerHealth.SourceHealth { control.health.health(of: configuration.source, held: control.held) }

  /// The jobs that run now, in the order of the slots.
  var running: [SlotBoard.Running] { board.running }

  /// Lets the other loops see that the leaser has left.
  private func dismiss() {
    control.hasLeft = true
    heartbeat.wakeup.signal()
    promoter?.wakeup.signal()
    watcher.interrupter.interrupt()
    watcher.armed.signal()
  }
}
