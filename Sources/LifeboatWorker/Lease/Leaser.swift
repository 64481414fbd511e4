import LifeboatFormat
import LifeboatRedis
import Logging

/// The worker's main loop: leases jobs, settles them, and leaves.
///
/// It owns a connection and the thread that it blocks, so neither jobs nor other connections can delay it. One turn
/// of the loop is one exchange with Redis: what is finished is settled, and what is needed is leased, in one flush.
///
/// It keeps to three rules. A job is in hand only while its field is in the in-flight hash. After any doubt (a lost
/// connection, a late reply) the hash is read and compared before anything else is leased. Whatever an answer `LOST`
/// touches is dropped: somebody else has it.
actor Leaser {
  private nonisolated let thread = ThreadExecutor(name: "lifeboat-lease")
  nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

  let configuration: WorkerConfiguration
  let source: Source
  let session: RedisSession
  let control: WorkerControl
  let buffer: LeaseBuffer
  let settlements: SettlementBox
  let board: SlotBoard
  let lifeSign: LifeSign
  let pool: ProcessorPool
  let registration: Registration
  let watcher: QueueWatcher
  let signal: QueueSignal
  let lookup: any JobLookup
  let logger: Logger

  var lookout: QueueLookout
  var replication: ReplicationWatch
  var incarnation: Incarnation?
  /// Whether it ever was a member: from then on, whatever Redis says is waited out.
  var hasBegun = false
  /// Which of the session's connections was prepared.
  var connection = 0
  var budget = PrefetchBudget()
  /// The sequence numbers of the jobs in hand, started or not.
  var held: Set<UInt64> = []
  /// Outcomes that Redis has not confirmed.
  var outcomes = SettleQueue()
  var refusal = Outage()
  /// Whether the hash must be compared with ``held`` before the next lease.
  var isInDoubt = false
  /// The highest sequence number seen: a Redis that comes back a little older must not give it out again.
  var highestSequence: UInt64 = 0
  var outage = Outage()
  var cancelledAt: SuspendingClock.Instant?

  /// How long cancelled jobs get to end before they are put back beside their still running code.
  static let cancelGrace = Duration.seconds(5)
  /// How long a stop, and the start of a worker that drains, tries to reach Redis.
  static let leaveGrace = Duration.seconds(5)

  init(
    configuration: WorkerConfiguration, control: WorkerControl, buffer: LeaseBuffer, settlements: SettlementBox,
    board: SlotBoard, lifeSign: LifeSign, pool: ProcessorPool, registration: Registration, watcher: QueueWatcher,
    signal: QueueSignal
  ) {
    self.configuration = configuration
    source = configuration.source
    session = RedisSession(url: configuration.source.redis, options: RedisOptions(clientName: "lifeboat-lease"))
    self.control = control
    self.buffer = buffer
    self.settlements = settlements
    self.board = board
    self.lifeSign = lifeSign
    self.pool = pool
    self.registration = registration
    self.watcher = watcher
    self.signal = signal
    lookup = configuration.source.dialect.parts.lookup(configuration)
    logger = configuration.logger
    lookout = QueueLookout(configuration, signal: signal)
    replication = ReplicationWatch(configuration.durability, logger: logger)
  }

  /// Runs until the worker has left.
  ///
  /// - Throws: ``RedisError`` when it cannot begin for a reason that waiting does not mend (a refused password, a
  ///   Redis that is too old), or when it is to drain queues that it cannot reach.
  func run() throws(RedisError) {
    defer {
      session.close()
      // Also where it never began: the processors must not wait for ever.
      buffer.close()
      control.hasLeft = true
      control.left.signal()
    }
    var next = Next.again
    while next != .leave {
      do {
        next = try turn(try enter())
        if case .wait(let duration) = next { _ = control.leaser.wait(for: duration) }
      } catch {
        let isHopeless = !error.isTransient || (configuration.drains && outage.duration(at: .now) >= Self.leaveGrace)
        if !hasBegun && isHopeless {
          control.failure = error
          throw error
        }
        next = endure(error)
      }
    }
  }

  enum Next: Equatable {
    case again
    case wait(Duration?)
    case leave
  }

  /// Connects and registers, where that is not done.
  func enter() throws(RedisError) -> Incarnation {
    try session.connect()
    if session.connections != connection {
      connection = session.connections
      lookout.connectionChanged()
      signal.leaserMoved(to: session.server?.runID ?? "")
      if signal.isApart { watcher.interrupter.interrupt() }
      isInDoubt = incarnation != nil
      if let server = session.server, server.mayEvict {
        logger.warning(
          "this Redis may evict keys, and jobs with them; set maxmemory-policy to noeviction",
          metadata: ["policy": "\(server.evictionPolicy)"])
      }
    }
    if let incarnation { return incarnation }
    let new = try registration.run(on: session)
    incarnation = new
    hasBegun = true
    board.setNames(new.names)
    registration.current = new
    return new
  }

  func turn(_ incarnation: Incarnation) throws(RedisError) -> Next {
    // Asked before the queues are: what is moved meanwhile is seen in the next turn.
    let mayDrain = !control.firstLook.isAwaited
    collect()
    // A stop does not wait for them: it puts their jobs back.
    if !control.isStopping { outcomes.retryRefused(at: SuspendingClock.now) }
    if control.isLost(ordinal: incarnation.ordinal) { return startOver(incarnation) }
    if isInDoubt || control.takeRecheck() { try reconcile(incarnation) }

    if control.mode != .working { returnUnstarted() }
    if case .stopping(let deadline) = control.mode, let next = try stop(incarnation, deadline: deadline) { return next }

    if control.mode == .working, try lookout.look(on: session) { rerank() }
    let batch = outcomes.batch
    let lease = nextLease()
    guard !batch.isEmpty || lease != nil else {
      // Whatever was in doubt is compared by now, so Redis has answered.
      noteAnswer()
      return idle(mayDrain: mayDrain)
    }
    guard try exchange(batch, lease, incarnation) else { return startOver(incarnation) }
    noteAnswer()
    return .again
  }

  func noteAnswer() {
    control.health.noteAnswer(to: .lease)
    if outage.end() { logger.notice("Redis can be used again") }
  }

  /// Settles and leases in one flush; where the queues seem empty, asks to be told when that changes.
  ///
  /// - Returns: `false` when the incarnation is lost.
  func exchange(
    _ batch: [Settlement], _ lease: LeaseCall?, _ incarnation: Incarnation
  ) throws(RedisError) -> Bool {
    var commands: [RedisCommand] = []
    if !batch.isEmpty { commands.append(try SettleCall(batch: batch).command(source, incarnation, on: session)) }
    if let lease { commands.append(try lease.command(source, incarnation, above: highestSequence, on: session)) }
    let wait = replication.command
    if let wait { commands.append(wait) }
    let isLooking = lease != nil && lookout.isLookDue
    if isLooking { try lookout.appendLook(to: &commands, on: session) }

    let sent = ContinuousClock.now
    let timeout = session.options.commandTimeout + replication.patience
    var replies = try session.pipeline(commands, timeout: timeout)[...]
    if !batch.isEmpty, try !settled(batch, replies.removeFirst()) { return false }
    if let lease, try !leased(lease, replies.removeFirst(), incarnation, asked: sent) { return false }
    if wait != nil { replication.note(replies.removeFirst()) }
    lifeSign.confirm(sent)
    if isLooking { try looked(replies) }
    return true
  }

  /// Takes in what the processors finished.
  func collect() {
    let finished = settlements.takeAll()
    if !finished.isEmpty { lookout.noteProgress() }
    // Those of an earlier life are another worker's now. What this stop has cancelled leaving puts back, in order with the
    // others.
    let ours = finished.filter { settlement in
      settlement.job.incarnation == incarnation?.ordinal && !(cancelledAt != nil && settlement.outcome.isReturned)
    }
    budget.learn(from: ours)
    for settlement in ours { outcomes.append(settlement) }
    control.held = held.count
  }

  /// Nothing to say to Redis.
  func idle(mayDrain: Bool) -> Next {
    let rest = outcomes.holdsRefused ? SettleQueue.pause : nil
    guard control.mode == .working else { return .wait(rest) }
    let level = buffer.level
    let isWaiting = level.idle > 0 && level.buffered == 0
    guard isWaiting else { return .wait(rest) }
    // Slots that are idle now may have been busy when the lease was decided: that there is none proves nothing.
    let isDrained = lookout.isDry && !lookout.isPaused && held.isEmpty
    if configuration.drains && mayDrain && level.idle == pool.count && isDrained {
      logger.notice(lookout.holdsPaused ? "the queues are empty but for paused ones" : "the queues are empty")
      control.stop(within: configuration.stopTimeout)
      return .again
    }
    signal.peeked = lookout.peeked
    if !signal.peeked.isEmpty { watcher.armed.signal() }
    if !control.leaser.wait(for: lookout.patience) { lookout.noteChange() }
    return .again
  }
}
