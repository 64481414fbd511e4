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

  private let configuration: WorkerConfiguration
  private let source: Source
  private let session: RedisSession
  private let control: WorkerControl
  private let buffer: LeaseBuffer
  private let settlements: SettlementBox
  private let board: SlotBoard
  private let lifeSign: LifeSign
  private let pool: ProcessorPool
  private let registration: Registration
  private let watcher: QueueWatcher
  private let signal: QueueSignal
  private let lookup: any JobLookup
  private let logger: Logger

  private var lookout: QueueLookout
  private var replication: ReplicationWatch
  private var incarnation: Incarnation?
  /// Whether it ever was a member: from then on, whatever Redis says is waited out.
  private var hasBegun = false
  /// Which of the session's connections was prepared.
  private var connection = 0
  private var budget = PrefetchBudget()
  /// The sequence numbers of the jobs in hand, started or not.
  private var held: Set<UInt64> = []
  /// Outcomes that Redis has not confirmed.
  private var outcomes = SettleQueue()
  private var refusal = Outage()
  /// Whether the hash must be compared with ``held`` before the next lease.
  private var isInDoubt = false
  /// The highest sequence number seen: a Redis that comes back a little older must not give it out again.
  private var highestSequence: UInt64 = 0
  private var outage = Outage()
  private var cancelledAt: SuspendingClock.Instant?

  /// How long cancelled jobs get to end before they are put back beside their still running code.
  private static let cancelGrace = Duration.seconds(5)
  /// How long a stop, and the start of a worker that drains, tries to reach Redis.
  private static let leaveGrace = Duration.seconds(5)

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

  // MARK: - One turn

  private enum Next: Equatable {
    case again
    case wait(Duration?)
    case leave
  }

  /// Connects and registers, where that is not done.
  private func enter() throws(RedisError) -> Incarnation {
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

  private func turn(_ incarnation: Incarnation) throws(RedisError) -> Next {
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

  private func noteAnswer() {
    control.health.noteAnswer(to: .lease)
    if outage.end() { logger.notice("Redis can be used again") }
  }

  /// Settles and leases in one flush; where the queues seem empty, asks to be told when that changes.
  ///
  /// - Returns: `false` when the incarnation is lost.
  private func exchange(
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
  private func collect() {
    let finished = settlements.takeAll()
    if !finished.isEmpty { lookout.noteProgress() }
    for settlement in finished {
      // Of an earlier life: another worker has that job.
      guard settlement.job.incarnation == incarnation?.ordinal else { continue }
      // Cancelled by this stop: leaving puts it back, in order with the others.
      if settlement.outcome == .returned && cancelledAt != nil { continue }
      if let nanoseconds = settlement.nanoseconds, let className = settlement.job.className {
        budget.measured(className, queue: settlement.job.queue, nanoseconds: nanoseconds)
      }
      outcomes.append(settlement)
    }
    control.held = held.count
  }

  /// Nothing to say to Redis.
  private func idle(mayDrain: Bool) -> Next {
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

  // MARK: - Lease

  /// What to lease now; `nil` for nothing.
  private func nextLease() -> LeaseCall? {
    guard control.mode == .working else { return nil }
    // Who cannot settle must not take more.
    guard !outcomes.isFull else { return nil }
    return lookout.nextLease(level: buffer.level, budget: budget)
  }

  /// Takes in a lease's reply.
  ///
  /// - Returns: `false` when the incarnation is lost.
  /// - Throws: when Redis refused it; it may have been half done, so the hash is compared before the next.
  private func leased(
    _ call: LeaseCall, _ reply: RedisValue, _ incarnation: Incarnation, asked: ContinuousClock.Instant
  ) throws(RedisError) -> Bool {
    switch try LeaseCall.answer(reply, server: source.redis) {
    case .lost:
      return false
    case .paused:
      lookout.notePause()
    case .leased(let pairs, let unread):
      // Before they can begin: a job begins only while the sign is fresh.
      lifeSign.confirm(asked)
      let jobs = pairs.compactMap { job(field: $0.field, payload: $0.payload, incarnation) }
      let bytes = pairs.reduce(0) { $0 + $1.payload.count }
      lookout.noteLease(call, jobs: jobs.count, bytes: bytes, unread: unread)
      try admit(jobs, slots: call.free)
    }
    return true
  }

  private func job(field: [UInt8], payload: [UInt8], _ incarnation: Incarnation) -> LeasedJob? {
    guard let (sequence, queue) = InflightField.parse(field) else { return nil }
    highestSequence = max(highestSequence, sequence)
    let record: Result<JobRecord, MalformedPayload>
    do { record = .success(try source.dialect.read(payload)) } catch { record = .failure(error) }
    return LeasedJob(
      field: field, sequence: sequence, queue: queue, rank: lookout.rank(of: queue), payload: payload, record: record,
      incarnation: incarnation.ordinal)
  }

  /// Keeps what the budget allows in hand, and gives the rest back.
  ///
  /// - Throws: when their counters cannot be read; none is in hand then, and the hash still has them all.
  private func admit(_ leased: [LeasedJob], slots: Int) throws(RedisError) {
    guard !leased.isEmpty else { return }
    var jobs = leased
    let kept = budget.admit(&jobs, slots: slots, level: buffer.level)
    let rest = Array(jobs[kept...])
    jobs.removeSubrange(kept...)
    try lookup.read(into: &jobs, on: session)
    for job in leased { held.insert(job.sequence) }
    giveBack(rest)
    buffer.put(jobs)
  }

  /// Takes in what a look at the queues found.
  private func looked(_ replies: ArraySlice<RedisValue>) throws(RedisError) {
    if try lookout.noteLook(replies) { rerank() }
    // Where Redis refuses to tell, the watcher has to peek: it finds out by itself once it is interrupted.
    if case .tracking = signal.way, signal.isTrackingRefused { watcher.interrupter.interrupt() }
    if signal.isApart { watcher.interrupter.interrupt() }
  }

  /// The queues are others than before, and so are the ranks of the jobs in hand.
  private func rerank() {
    buffer.rerank { lookout.rank(of: $0) }
  }

  // MARK: - Settle

  /// Takes in a settle's reply.
  ///
  /// - Returns: `false` when the incarnation is lost.
  /// - Throws: when Redis cannot take any; the outcomes stay.
  private func settled(_ batch: [Settlement], _ reply: RedisValue) throws(RedisError) -> Bool {
    do {
      guard case .settled(let spilled) = try SettleCall.answer(reply, server: source.redis) else { return false }
      if spilled > 0 {
        logger.notice(
          "the dead set is full, or holds what equals a new entry; what it cannot keep is in the overflow",
          metadata: ["count": "\(spilled)"])
      }
      for settlement in batch {
        held.remove(settlement.job.sequence)
        if case .retried(let retry) = settlement.outcome {
          control.dueTimes.note(in: .milliseconds(retry.milliseconds))
        }
      }
      outcomes.confirm(batch)
      // What went back lies in its queue again, and nobody tells a connection of its own changes.
      if batch.contains(where: \.outcome.isBackInQueue) { lookout.noteChange() }
    } catch {
      guard !error.isTransient else { throw error }
      if let culprit = outcomes.refuse(batch, at: SuspendingClock.now), refusal.begin(error) {
        logger.error(
          "outcomes are refused; they are kept and tried again",
          metadata: ["queue": "\(culprit.job.queue)", "error": "\(error)"])
      }
    }
    return true
  }

  /// Puts jobs that did not start on their way back to the front of their queues.
  private func giveBack(_ jobs: some Collection<LeasedJob>) {
    for job in jobs { outcomes.append(Settlement(job: job, outcome: .returned, nanoseconds: nil)) }
  }

  private func returnUnstarted() {
    giveBack(buffer.removeAll())
  }

  // MARK: - Doubt, loss, outage

  /// Compares the in-flight hash with what is in hand, and adopts what a lost reply left there.
  private func reconcile(_ incarnation: Incarnation) throws(RedisError) {
    let key = source.dialect.ownKeys.inflight(incarnation.name)
    guard case .array(let values) = try session.call(RedisCommand("HGETALL", key)) else { return }
    var adopted: [LeasedJob] = []
    for (field, payload) in values.pairs() {
      guard let field = field.bytes, let payload = payload.bytes,
        let job = job(field: field, payload: payload, incarnation), !held.contains(job.sequence)
      else { continue }
      adopted.append(job)
    }
    try lookup.read(into: &adopted, on: session)
    isInDoubt = false
    guard !adopted.isEmpty else { return }
    logger.notice("adopted jobs whose lease went unanswered", metadata: ["count": "\(adopted.count)"])
    adopted.sort { $0.sequence < $1.sequence }
    for job in adopted { held.insert(job.sequence) }
    buffer.put(adopted)
  }

  /// The incarnation was declared dead: what it held is somebody else's now.
  private func startOver(_ lost: Incarnation) -> Next {
    logger.warning("declared dead by another worker; starting over", metadata: ["incarnation": "\(lost.name)"])
    _ = buffer.removeAll()
    outcomes = SettleQueue()
    held = []
    incarnation = nil
    lookout.noteChange()
    board.cancelJobs(before: lost.ordinal + 1)
    return control.isStopping ? .leave : .again
  }

  /// Waits out an outage; nothing in hand is forgotten.
  private func endure(_ error: RedisError) -> Next {
    isInDoubt = true
    control.health.note(error, of: .lease)
    if case .refused = error {} else { session.close() }
    if outage.begin(error) {
      logger.warning("Redis cannot be used; trying again until it can", metadata: ["error": "\(error)"])
    }
    let until = SuspendingClock.now + outage.nextDelay()
    while SuspendingClock.now < until {
      if case .stopping(let deadline) = control.mode, hasGivenUp(deadline) {
        logger.error(
          "leaving without Redis; other workers take the jobs back after the lease",
          metadata: ["jobs": "\(held.count)", "error": "\(error)"])
        return .leave
      }
      _ = control.leaser.wait(for: min(.milliseconds(250), until - SuspendingClock.now))
      collect()
    }
    return .again
  }

  /// Whether a stop has waited for Redis long enough.
  private func hasGivenUp(_ deadline: SuspendingClock.Instant?) -> Bool {
    buffer.close()
    let now = SuspendingClock.now
    if let deadline, now >= deadline { cancelRunning(now) }
    if incarnation == nil { return true }
    if let cancelledAt, now >= cancelledAt + Self.cancelGrace { return true }
    return pool.isEmpty && outage.duration(at: now) >= Self.leaveGrace
  }

  // MARK: - Leaving

  /// One look at a stop that is under way.
  ///
  /// - Returns: what to do next; `nil` while outcomes are still to be settled.
  private func stop(_ incarnation: Incarnation, deadline: SuspendingClock.Instant?) throws(RedisError) -> Next? {
    buffer.close()
    let now = SuspendingClock.now
    if !pool.isEmpty {
      if let deadline, now >= deadline { cancelRunning(now) }
      guard let cancelledAt else { return outcomes.isEmpty ? .wait(deadline.map { $0 - now }) : nil }
      let left = cancelledAt + Self.cancelGrace - now
      if left > .zero { return outcomes.isEmpty ? .wait(left) : nil }
      for running in board.running {
        logger.error(
          "a job ignores its cancellation; it is put back and may run twice",
          metadata: running.job.metadata)
      }
    }
    collect()
    guard outcomes.isEmpty else { return nil }
    guard control.mayLeave else { return .wait(nil) }
    let answer = try VacateCall(
      dialect: source.dialect, incarnation: incarnation.name, endings: incarnation.endings
    ).run(on: session)
    if case .done(let returned, _) = answer, returned > 0 {
      logger.notice("put unfinished jobs back", metadata: ["count": "\(returned)"])
    }
    return .leave
  }

  private func cancelRunning(_ now: SuspendingClock.Instant) {
    guard cancelledAt == nil else { return }
    cancelledAt = now
    let running = board.running.count
    if running > 0 { logger.notice("the time to finish is over; cancelling", metadata: ["jobs": "\(running)"]) }
    board.cancelJobs()
  }
}
