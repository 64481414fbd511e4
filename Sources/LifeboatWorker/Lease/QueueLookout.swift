import LifeboatFormat
import LifeboatRedis
import Logging

/// What the leaser knows of the queues: which there are, whether it pays to ask them for jobs, and who tells it when that
/// changes.
struct QueueLookout {
  /// Whether every worker of the app is paused.
  private(set) var isPaused = false
  /// Whether the last look found the queues empty, and Redis was asked to tell when that changes.
  private(set) var isDry = false

  private let source: Source
  private let signal: QueueSignal
  private let logger: Logger
  private var roster: QueueRoster
  private var watch = WatchCall()
  private var generator = SystemRandomNumberGenerator()
  /// Whether the last lease left slots free.
  private var isRunningDry = false
  /// Whether the last lease ahead of need found nothing: no other before something has changed.
  private var isAheadDry = false
  /// Whether Redis tells the watcher when that changes.
  private var isTracked = false
  private var unread: Set<QueueName> = []
  private var lookedAt: SuspendingClock.Instant?

  /// How often a worker that waits looks by itself, should a notice have been lost.
  private static let safetyPoll = Duration.seconds(5)
  /// The same where nobody tells it of new jobs.
  private static let blindPoll = Duration.milliseconds(500)
  /// How often a worker that is busy looks for queues that its patterns match.
  private static let rosterPoll = Duration.seconds(1)

  init(_ configuration: WorkerConfiguration, signal: QueueSignal) {
    source = configuration.source
    self.signal = signal
    logger = configuration.logger
    roster = QueueRoster(selection: source.selection, weights: source.weights)
  }

  // MARK: - Which queues

  /// The place of a queue among those in hand: a lower one starts first.
  func rank(of queue: String) -> Int { roster.rank(of: queue) }

  /// Reads which queues there are, where patterns depend on it: at first, and again while the worker is too busy to wait
  /// for a change.
  ///
  /// - Returns: whether other queues are worked from now on.
  mutating func look(on session: RedisSession) throws(RedisError) -> Bool {
    guard roster.isDynamic else { return false }
    let now = SuspendingClock.now
    if let lookedAt, now - lookedAt < Self.rosterPoll { return false }
    let known = try session.call(RedisCommand("SMEMBERS", source.dialect.keys.queues)).array ?? []
    let isFirst = lookedAt == nil
    lookedAt = now
    let hasChanged = learn(known: known.compactMap(\.string))
    if isFirst && roster.queues.isEmpty {
      logger.notice(
        "no queue matches yet; waiting for one", metadata: ["queues": "\(source.queues.joined(separator: ","))"])
    }
    return hasChanged
  }

  private mutating func learn(known: [String]) -> Bool {
    guard roster.learn(known: known) else { return false }
    logger.info("working these queues now", metadata: ["queues": "\(roster.queues.joined(separator: ","))"])
    isDry = false
    return true
  }

  // MARK: - Whether to ask them

  /// Whether the next lease should bring a look with it, after which Redis tells when something comes.
  var isLookDue: Bool { isRunningDry }

  /// How long to wait for a change; nobody may tell of it.
  var patience: Duration {
    // No peek sees a queue that is new.
    isTracked || (!peeked.isEmpty && !roster.isDynamic) ? Self.safetyPoll : Self.blindPoll
  }

  /// The lists that the watcher may peek at, where it has to: what lies in a paused queue it would see at once, and again
  /// and again.
  var peeked: [String] {
    guard signal.way == .peeking, !isPaused else { return [] }
    return roster.open.map { source.dialect.keys.queue($0) }
  }

  /// A new connection: nothing is tracked, and what was known may have changed.
  mutating func connectionChanged() {
    watch.connectionChanged()
    lookedAt = nil
    noteChange()
  }

  /// The queues may hold something again.
  mutating func noteChange() {
    isDry = false
    isAheadDry = false
  }

  /// A job has finished: another may be leased ahead of need.
  mutating func noteProgress() { isAheadDry = false }

  /// Whether a queue of ours is paused by itself; what it holds is nobody's to run now.
  var holdsPaused: Bool { !roster.paused.isEmpty }

  /// What to lease now; `nil` for nothing.
  mutating func nextLease(level: LeaseBuffer.Level, budget: PrefetchBudget) -> LeaseCall? {
    if signal.takeChange() { noteChange() }
    guard !isDry else { return nil }
    let call = LeaseCall(
      level: level, budget: budget, queues: roster.order(using: &generator), isDrawn: roster.isDrawn)
    return call?.free == 0 && isAheadDry ? nil : call
  }

  // MARK: - What came of it

  /// A lease was refused because every worker is paused.
  mutating func notePause() {
    if !isPaused { logger.notice("paused by the key \(source.dialect.pauseAll)") }
    isPaused = true
    isRunningDry = true
  }

  /// A lease was answered.
  ///
  /// - Parameter bytes: how much the jobs hold: a lease that is cut short by it says nothing about the queues.
  mutating func noteLease(_ call: LeaseCall, jobs: Int, bytes: Int, unread: [(queue: String, message: String)]) {
    if isPaused { logger.notice("no longer paused") }
    isPaused = false
    report(unread)
    if call.free == 0 {
      isAheadDry = jobs == 0
    } else {
      isRunningDry = jobs < call.free && bytes < LeaseCall.mostBytes
    }
  }

  private mutating func report(_ unread: [(queue: String, message: String)]) {
    for (queue, message) in unread where !self.unread.contains(QueueName(queue)) {
      logger.error(
        "a queue cannot be read; is its key something else than a list?",
        metadata: ["queue": "\(queue)", "reply": "\(message)"])
    }
    self.unread = Set(unread.map { QueueName($0.queue) })
  }

  /// Appends the look that tells whether there is anything to lease.
  mutating func appendLook(to commands: inout [RedisCommand], on session: RedisSession) throws(RedisError) {
    try watch.append(to: &commands, source, roster, through: signal.way, on: session)
  }

  /// Takes in the replies to it.
  ///
  /// - Returns: whether other queues are worked from now on.
  mutating func noteLook(_ replies: ArraySlice<RedisValue>) throws(RedisError) -> Bool {
    let sighting = try watch.answer(replies, server: source.redis)
    isDry = sighting.isDry
    isTracked = sighting.isTracked
    let (paused, resumed) = roster.learn(paused: sighting.paused)
    for queue in paused { logger.notice("a queue is paused", metadata: ["queue": "\(queue)"]) }
    for queue in resumed { logger.notice("a queue is no longer paused", metadata: ["queue": "\(queue)"]) }
    let hasChanged = roster.isDynamic && learn(known: sighting.known)
    isRunningDry = isDry
    if let refusal = sighting.refusal, !signal.isTrackingRefused {
      logger.notice("this Redis refuses tracking; peeking instead", metadata: ["reply": "\(refusal)"])
      signal.isTrackingRefused = true
    }
    return hasChanged
  }
}
