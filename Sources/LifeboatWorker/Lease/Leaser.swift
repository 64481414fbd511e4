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
  private let pool: ProcessorPool
  private let register: Registration
  private let watcher: QueueWatcher
  private let signal: QueueSignal
  private let logger: Logger

  private var incarnation: Incarnation?
  private var budget: PrefetchBudget
  /// The sequence numbers of the jobs in hand, started or not.
  private var held: Set<UInt64> = []
  /// Outcomes that Redis has not confirmed.
  private var unsettled: [Settlement] = []
  /// How many outcomes go into one script; one by one after Redis refused some.
  private var settleLimit = Leaser.mostSettled
  /// Whether the hash must be compared with ``held`` before the next lease.
  private var isInDoubt = false
  /// Whether the last look found the queues empty, and Redis was asked to tell when that changes.
  private var isDry = false
  /// Whether the last lease got less than it asked for.
  private var isRunningDry = false
  private var isPaused = false
  private var trackedThrough: QueueSignal.Way = .none
  private var outage = Outage()
  private var cancelledAt: SuspendingClock.Instant?
  private var unreadQueues: Set<String> = []

  /// The most outcomes in one settle script.
  private static let mostSettled = 500
  /// The most payload bytes in one lease.
  private static let mostBytes = 1_000_000
  /// How often a worker that waits looks by itself, should a notice have been lost.
  private static let safetyPoll = Duration.seconds(5)
  /// The same where nobody tells it of new jobs.
  private static let blindPoll = Duration.milliseconds(500)
  /// How long cancelled jobs get to end before they are put back beside their still running code.
  private static let cancelGrace = Duration.seconds(5)
  /// How long a stop tries to reach Redis.
  private static let leaveGrace = Duration.seconds(5)

  init(
    configuration: WorkerConfiguration, control: WorkerControl, buffer: LeaseBuffer, settlements: SettlementBox,
    board: SlotBoard, pool: ProcessorPool, register: Registration, watcher: QueueWatcher, signal: QueueSignal
  ) {
    self.configuration = configuration
    source = configuration.source
    session = RedisSession(url: configuration.source.redis, options: RedisOptions(clientName: "lifeboat-lease"))
    self.control = control
    self.buffer = buffer
    self.settlements = settlements
    self.board = board
    self.pool = pool
    self.register = register
    self.watcher = watcher
    self.signal = signal
    logger = configuration.logger
    budget = PrefetchBudget(ranks: configuration.source.queues.count)
  }

  /// Runs until the worker has left.
  ///
  /// - Throws: ``RedisError`` when it cannot begin for a reason that waiting does not mend (a refused password, a
  ///   Redis that is too old).
  func run() throws(RedisError) {
    defer {
      session.close()
      control.hasLeft = true
      control.left.signal()
    }
    var next = Next.again
    while next != .leave {
      do {
        try enter()
        next = try turn()
        if case .wait(let duration) = next { _ = control.leaser.wait(for: duration) }
      } catch {
        if incarnation == nil && !error.isTransient { throw error }
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
  private func enter() throws(RedisError) {
    if !session.isConnected {
      try session.connect()
      trackedThrough = .none
      isDry = false
      isInDoubt = incarnation != nil
      if let server = session.server, server.mayEvict {
        logger.warning(
          "this Redis may evict keys, and jobs with them; set maxmemory-policy to noeviction",
          metadata: ["policy": "\(server.evictionPolicy)"])
      }
    }
    if incarnation == nil { try begin() }
  }

  private func begin() throws(RedisError) {
    let new = try register.run(on: session)
    incarnation = new
    board.setWorkerIDs(new.workerIDs)
    register.current = new
  }

  private func turn() throws(RedisError) -> Next {
    collect()
    guard let incarnation else { return .again }
    if control.isLost(ordinal: incarnation.ordinal) { return startOver(incarnation) }
    if isInDoubt || control.takeRecheck() { try reconcile(incarnation) }

    if control.mode != .working { returnUnstarted() }
    if case .stopping(let deadline) = control.mode, let next = try stop(incarnation, deadline: deadline) { return next }

    let batch = Array(unsettled.prefix(settleLimit))
    let lease = leaseRequest()
    guard !batch.isEmpty || lease != nil else { return idle() }

    var commands: [RedisCommand] = []
    if !batch.isEmpty { commands.append(try settleCommand(batch, incarnation)) }
    if let lease { commands.append(try leaseCommand(lease, incarnation)) }
    let isWatching = lease != nil && (isRunningDry || isDry)
    if isWatching { try appendWatch(to: &commands) }

    let replies = try session.pipeline(commands)
    var index = 0
    if !batch.isEmpty {
      guard try settled(batch, replies[0]) else { return startOver(incarnation) }
      index = 1
    }
    if let lease {
      guard try leased(lease, replies[index], incarnation) else { return startOver(incarnation) }
      if isWatching { try watched(replies[replies.count - 1], tracking: replies.dropFirst(index + 1)) }
    }
    if outage.end() { logger.notice("Redis can be used again") }
    return .again
  }

  /// Takes in what the processors finished.
  private func collect() {
    for settlement in settlements.takeAll() {
      // Of an earlier life: another worker has that job.
      guard settlement.job.incarnation == incarnation?.ordinal else { continue }
      // Cancelled by this stop: leaving puts it back, in order with the others.
      if settlement.outcome == .returned && cancelledAt != nil { continue }
      if let nanoseconds = settlement.nanoseconds, let className = settlement.job.className {
        budget.measured(className, rank: settlement.job.rank, nanoseconds: nanoseconds)
      }
      unsettled.append(settlement)
    }
    control.held = held.count
  }

  /// Nothing to say to Redis.
  private func idle() -> Next {
    guard control.mode == .working else { return .wait(nil) }
    let level = buffer.level
    let isWaiting = level.idle > 0 && level.buffered == 0
    guard isWaiting else { return .wait(nil) }
    if configuration.drains && level.idle == pool.count && !isPaused && held.isEmpty {
      logger.notice("the queues are empty")
      control.stop(within: configuration.stopTimeout)
      return .again
    }
    let patience = signal.way == .none ? Self.blindPoll : Self.safetyPoll
    if case .peeking = signal.way { watcher.armed.signal() }
    if !control.leaser.wait(for: patience) { isDry = false }
    return .again
  }

  // MARK: - Lease

  private struct LeaseRequest {
    let free: Int
    let extras: [Int]
    let most: Int
  }

  /// What to lease now; `nil` for nothing.
  private func leaseRequest() -> LeaseRequest? {
    guard control.mode == .working else { return nil }
    if signal.takeChange() { isDry = false }
    guard !isDry else { return nil }
    let level = buffer.level
    let free = max(0, level.idle - level.buffered)
    let extras = source.queues.indices.map { budget.allowance(rank: $0, level: level) }
    let most = min(PrefetchBudget.mostJobs, free + (extras.max() ?? 0))
    guard free > 0 || (most > 0 && level.buffered <= LeaseBuffer.lowWater) else { return nil }
    return LeaseRequest(free: free, extras: extras, most: most)
  }

  private func leaseCommand(_ request: LeaseRequest, _ incarnation: Incarnation) throws(RedisError) -> RedisCommand {
    let keys = source.dialect.keys
    let own = source.dialect.ownKeys
    var command = try session.command(for: .lease, keyCount: 4 + source.queues.count)
    command.append(own.processes)
    command.append(own.inflight(incarnation.name))
    command.append(own.sequence)
    command.append(keys.pauseAll)
    for queue in source.queues { command.append(keys.queue(queue)) }
    command.append(incarnation.name)
    command.append(request.most)
    command.append(Self.mostBytes)
    command.append(request.free)
    for (queue, extra) in zip(source.queues, request.extras) {
      command.append(queue)
      command.append(extra)
    }
    return command
  }

  /// Takes in a lease's reply.
  ///
  /// - Returns: `false` when the incarnation is lost.
  /// - Throws: when Redis refused it; it may have been half done, so the hash is compared before the next.
  private func leased(
    _ request: LeaseRequest, _ reply: RedisValue, _ incarnation: Incarnation
  ) throws(RedisError) -> Bool {
    guard case .array(let values) = reply, case .array(let unread)? = values.first else {
      switch reply.string {
      case "LOST": return false
      case "PAUSED":
        if !isPaused { logger.notice("paused by the key \(source.dialect.keys.pauseAll)") }
        isPaused = true
        isRunningDry = true
      default:
        throw refused("lease", reply)
      }
      return true
    }
    if isPaused { logger.notice("no longer paused") }
    isPaused = false
    report(unread: unread)

    var jobs: [LeasedJob] = []
    var bytes = 0
    for index in stride(from: 1, to: values.count - 1, by: 2) {
      guard let field = values[index].bytes, let payload = values[index + 1].bytes,
        let job = job(field: field, payload: payload, incarnation)
      else { continue }
      bytes += payload.count
      jobs.append(job)
    }
    isRunningDry = jobs.count < request.most && bytes < Self.mostBytes
    if !jobs.isEmpty { isDry = false }
    admit(jobs, slots: request.free)
    return true
  }

  private func job(field: [UInt8], payload: [UInt8], _ incarnation: Incarnation) -> LeasedJob? {
    guard let (sequence, queue) = InflightField.parse(field) else { return nil }
    let record: Result<JobRecord, MalformedPayload>
    do { record = .success(try source.dialect.read(payload)) } catch { record = .failure(error) }
    return LeasedJob(
      field: field, sequence: sequence, queue: queue,
      rank: source.queues.firstIndex(of: queue) ?? source.queues.count - 1, payload: payload, record: record,
      incarnation: incarnation.ordinal)
  }

  /// Keeps what the budget allows in hand, and gives the rest back.
  private func admit(_ leased: [LeasedJob], slots: Int) {
    guard !leased.isEmpty else { return }
    var jobs = leased
    let kept = budget.admit(&jobs, slots: slots, level: buffer.level)
    for job in jobs { held.insert(job.sequence) }
    giveBack(jobs[kept...])
    jobs.removeSubrange(kept...)
    buffer.put(jobs)
  }

  private func report(unread: [RedisValue]) {
    var names: Set<String> = []
    for index in stride(from: 0, to: unread.count - 1, by: 2) {
      let name = unread[index].string ?? ""
      names.insert(name)
      if !unreadQueues.contains(name) {
        logger.error(
          "a queue cannot be read; is its key something else than a list?",
          metadata: ["queue": "\(name)", "reply": "\(unread[index + 1].string ?? "")"])
      }
    }
    unreadQueues = names
  }

  // MARK: - Watch

  private func appendWatch(to commands: inout [RedisCommand]) throws(RedisError) {
    let way = signal.way
    if case .tracking(let id) = way {
      if trackedThrough != way {
        commands.append(RedisCommand("CLIENT", "TRACKING", "ON", "REDIRECT", id, "OPTIN", "NOLOOP"))
        trackedThrough = way
      }
      commands.append(RedisCommand("CLIENT", "CACHING", "YES"))
    }
    var command = try session.command(for: .watch, keyCount: 1 + source.queues.count)
    command.append(source.dialect.keys.pauseAll)
    for queue in source.queues { command.append(source.dialect.keys.queue(queue)) }
    commands.append(command)
  }

  private func watched(_ reply: RedisValue, tracking replies: ArraySlice<RedisValue>) throws(RedisError) {
    guard reply.int != nil else { throw refused("watch", reply) }
    isDry = reply.int == 0
    isRunningDry = isDry
    for case .error(let message) in replies.dropLast() {
      trackedThrough = .none
      // Without the permission this will not mend by itself; a connection that has just changed will do better next time.
      if !signal.isTrackingRefused && (message.hasPrefix("NOPERM") || message.contains("unknown")) {
        logger.notice("this Redis refuses tracking; peeking instead", metadata: ["reply": "\(message)"])
        signal.isTrackingRefused = true
        watcher.interrupter.interrupt()
      }
    }
  }

  private func refused(_ script: String, _ reply: RedisValue) -> RedisError {
    if case .error(let message) = reply {
      return RedisError(reply: message, to: script, server: "\(source.redis)")
    }
    return .unexpected(
      server: "\(source.redis)", command: script, expected: "the script's result", got: "\(reply)")
  }

  // MARK: - Settle

  private func settleCommand(_ batch: [Settlement], _ incarnation: Incarnation) throws(RedisError) -> RedisCommand {
    let keys = source.dialect.keys
    let own = source.dialect.ownKeys
    var command = try session.command(for: .settle, keyCount: 9)
    for key in [
      own.processes, own.inflight(incarnation.name), own.poison, keys.statProcessed, keys.failed, keys.statFailed,
      own.snoozed, own.snoozedJobs, keys.queues,
    ] {
      command.append(key)
    }
    command.append(incarnation.name)
    command.append(keys.queue(""))
    command.append(batch.count { $0.outcome == .succeeded })
    for settlement in batch where settlement.outcome == .succeeded { command.append(settlement.job.field) }
    for settlement in batch {
      switch settlement.outcome {
      case .succeeded, .returned: continue
      case .failed(let entry): append("F", settlement.job.field, entry, to: &command)
      case .snoozed(let due): append("Z", settlement.job.field, Array(String(due).utf8), to: &command)
      }
    }
    // The newest first: each goes in front of the one before.
    let returned = batch.filter { $0.outcome == .returned }.sorted { $0.job.sequence > $1.job.sequence }
    for settlement in returned { append("R", settlement.job.field, Array(settlement.job.queue.utf8), to: &command) }
    return command
  }

  private func append(_ kind: String, _ field: [UInt8], _ what: [UInt8], to command: inout RedisCommand) {
    command.append(kind)
    command.append(field)
    command.append(what)
  }

  /// Takes in a settle's reply.
  ///
  /// - Returns: `false` when the incarnation is lost.
  /// - Throws: when Redis refused it. Nothing is forgotten: the outcomes stay, and are tried again one by one, so that
  ///   none waits for another that Redis cannot take.
  private func settled(_ batch: [Settlement], _ reply: RedisValue) throws(RedisError) -> Bool {
    if reply.string == "LOST" { return false }
    guard reply.int != nil else {
      settleLimit = 1
      unsettled.removeFirst(batch.count)
      unsettled.append(contentsOf: batch)
      throw refused("settle", reply)
    }
    if batch.count == unsettled.count { settleLimit = Self.mostSettled }
    unsettled.removeFirst(batch.count)
    for settlement in batch { held.remove(settlement.job.sequence) }
    return true
  }

  /// Puts jobs that did not start on their way back to the front of their queues.
  private func giveBack(_ jobs: some Collection<LeasedJob>) {
    guard !jobs.isEmpty else { return }
    for job in jobs { unsettled.append(Settlement(job: job, outcome: .returned, nanoseconds: nil)) }
    // Nobody tells a connection of its own changes.
    isDry = false
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
    for index in stride(from: 0, to: values.count - 1, by: 2) {
      guard let field = values[index].bytes, let payload = values[index + 1].bytes,
        let job = job(field: field, payload: payload, incarnation), !held.contains(job.sequence)
      else { continue }
      adopted.append(job)
    }
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
    unsettled = []
    held = []
    incarnation = nil
    isDry = false
    board.cancelJobs(before: lost.ordinal + 1)
    return control.isStopping ? .leave : .again
  }

  /// Waits out an outage; nothing in hand is forgotten.
  private func endure(_ error: RedisError) -> Next {
    isInDoubt = true
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
      guard let cancelledAt else { return unsettled.isEmpty ? .wait(deadline.map { $0 - now }) : nil }
      let left = cancelledAt + Self.cancelGrace - now
      if left > .zero { return unsettled.isEmpty ? .wait(left) : nil }
      for running in board.running {
        logger.error(
          "a job ignores its cancellation; it is put back and may run twice",
          metadata: ["class": "\(running.job.className ?? "")", "queue": "\(running.job.queue)"])
      }
    }
    collect()
    guard unsettled.isEmpty else { return nil }
    let answer = try VacateCall(dialect: source.dialect, incarnation: incarnation.name).run(on: session)
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
