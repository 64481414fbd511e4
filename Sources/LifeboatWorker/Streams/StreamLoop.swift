import DequeModule
import LifeboatFormat
import Logging
import Subprocess

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Feeds and follows the children of a pool: one `poll` loop, on a thread of its own.
///
/// Each round reads what the children wrote, ends the jobs that were answered, hands out those that wait, and writes each
/// child's new lines at once. So a busy pool costs a few system calls for many jobs.
struct StreamLoop {
  typealias Instant = ContinuousClock.Instant

  private let spec: StreamSpec
  private let inbox: StreamInbox
  private let launcher: StreamLauncher
  private let logger: Logger
  private let patience: StreamPatience
  /// What is done with a line of a child's standard error.
  private let log: (StreamChild, String) -> Void

  private var children: [StreamChild] = []
  /// Children that were asked for, and have not reported yet.
  private var launching: Set<Int> = []
  private var lastNumber = 0
  private var waiting: Deque<StreamJob> = []
  private var starts: StreamStarts
  private var victims = StreamVictims()
  private var ahead = StreamAhead()
  private var isClosing = false
  private var polled: [pollfd] = []

  private init(
    _ spec: StreamSpec, _ inbox: StreamInbox, _ guardian: ProcessGuardian, _ logger: Logger, _ patience: StreamPatience
  ) {
    self.spec = spec
    self.inbox = inbox
    self.logger = logger
    self.patience = patience
    launcher = StreamLauncher(command: spec.command, guardian: guardian)
    starts = StreamStarts(delays: patience.backoff)
    log = { child, line in
      let logger = child.open.first?.job?.context.logger ?? logger
      logger.info("\(line)", metadata: ["stream": "stderr", "pid": "\(child.process.id)"])
    }
  }

  /// Blocks the calling thread until the pool is closed and its children are gone.
  static func run(
    _ spec: StreamSpec, inbox: StreamInbox, guardian: ProcessGuardian, logger: Logger, patience: StreamPatience
  ) {
    // Writing to a child that has closed its input raises SIGPIPE in the thread that writes. Blocked here, it goes away
    // with the thread, and the process's own handling of the signal is left alone.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    var loop = StreamLoop(spec, inbox, guardian, logger, patience)
    loop.run()
  }

  private mutating func run() {
    var wasWoken = false
    while true {
      let now = Instant.now
      for message in inbox.take(wasWoken: wasWoken) { obey(message, now) }
      if isClosing && children.isEmpty && launching.isEmpty { break }
      keepUp(now)
      handOut(now)
      for child in children { child.flush(now) }
      wasWoken = wait(now)
      serve(.now)
    }
    for job in waiting { job.end(.returned) }
  }

  private mutating func obey(_ message: StreamInbox.Message, _ now: Instant) {
    switch message {
    case .job(let job): waiting.append(job)
    case .cancel(let id): cancel(id, now)
    case .started(let start):
      launching.remove(start.number)
      let child = StreamChild(start, spec: spec, patience: patience, now: now)
      if isClosing { child.retire(now) }
      children.append(child)
    case .notStarted(let number, let error):
      launching.remove(number)
      // One that was started and then lost track of is told of here too.
      if let child = remove(number) { giveBack(child.open.compactMap(\.job), of: child) }
      noteFailure(error.description, now)
    case .ended(let number, let status):
      if let child = remove(number) { settle(child, status, now) }
    case .close: close(now)
    }
  }

  // MARK: Jobs

  /// Gives jobs to the children with the fewest, as long as one takes any.
  private mutating func handOut(_ now: Instant) {
    let depth = ahead.depth
    while !isClosing, let job = waiting.first {
      var best: StreamChild?
      for child in children where child.takes(besides: depth) && child.open.count < best?.open.count ?? .max {
        best = child
      }
      guard let best else { return }
      best.give(job, now)
      waiting.removeFirst()
    }
  }

  private mutating func cancel(_ id: Int, _ now: Instant) {
    if let index = waiting.firstIndex(where: { $0.id == id }) {
      waiting.remove(at: index).end(.cancelled)
    } else {
      for child in children where child.cancel(id, now) { return }
    }
  }

  /// Lets jobs that have not begun go to other children, those that were cancelled excepted.
  private mutating func giveBack(_ jobs: some BidirectionalCollection<StreamJob>, of child: StreamChild) {
    for job in jobs.reversed() {
      if child.isCancelled(job) { job.end(.cancelled) } else { waiting.prepend(job) }
    }
  }

  // MARK: Children

  private mutating func serve(_ now: Instant) {
    for (index, child) in children.enumerated() {
      let first = 1 + index * StreamChild.polledCount
      let answers = child.serve(polled[first..<(first + StreamChild.polledCount)], now, log: log)
      for answer in answers {
        ahead.measured(answer.time)
        victims.forget(answer.job)
        answer.job.end(answer.end)
      }
      if !answers.isEmpty { noteSuccess() }
      if child.isFinished { child.isOver.finish() }
    }
  }

  /// Sees to it that there are as many children as there should be, and that those are replaced that have lived long enough.
  private mutating func keepUp(_ now: Instant) {
    guard !isClosing else { return }
    // It goes when another can do its work; one after the other.
    if let due = children.first(where: { $0.isWorking && $0.isDue(now) }),
      children.count(where: \.isWorking) > spec.processes
    {
      due.isLeaving = true
    }
    for child in children where child.isLeaving && child.isReady && child.open.isEmpty { child.retire(now) }
    let ready = children.count(where: \.isWorking)
    let starting = launching.count + children.count(where: \.isStaying) - ready
    let extra = children.contains { $0.isWorking && $0.isDue(now) } ? 1 : 0
    let missing = max(spec.processes + extra - starting - ready, 0)
    for _ in 0..<starts.allowance(missing: missing, starting: starting, ready: ready, now) {
      lastNumber += 1
      launching.insert(lastNumber)
      launcher.launch(lastNumber, reportingTo: inbox)
    }
  }

  private mutating func close(_ now: Instant) {
    isClosing = true
    for child in children {
      if child.isReady && !child.open.isEmpty {
        child.stop(.closing, now)
      } else if child.isReady || child.isStaying {
        // Also one that was about to go: nobody sees to that any more.
        child.retire(now)
      }
    }
  }

  private mutating func remove(_ number: Int) -> StreamChild? {
    children.firstIndex { $0.number == number }.map { children.remove(at: $0) }
  }

  /// A child is gone: ends the job that it was working, and gives the others back.
  private mutating func settle(_ child: StreamChild, _ status: TerminationStatus, _ now: Instant) {
    let death = StreamDeath(stop: child.stopReason, status: status, words: child.words.tail)
    var jobs = child.open.compactMap(\.job)
    if let victim = jobs.first {
      jobs.removeFirst()
      victim.end(end(of: victim, death))
    }
    giveBack(jobs, of: child)
    if case .retiring = child.phase { return }
    if let stop = child.stopReason, stop.isWanted { return }
    // A program may count its jobs by itself.
    if case .exited(0) = status, child.open.isEmpty, child.hasWorked { return }
    noteFailure(death.sentence, now)
  }

  private mutating func end(of victim: StreamJob, _ death: StreamDeath) -> StreamEnd {
    switch death.stop {
    case .cancelled: return .cancelled
    case .closing: return .returned
    case nil where spec.onDeath == .return:
      let count = victims.note(victim)
      guard count >= StreamVictims.limit else { return .returned }
      victims.forget(victim)
      let report = death.report
      return .failed(
        FailureReport(
          exception: report.exception,
          message: "has ended \(count) children of this worker; the last one \(report.message)"))
    case nil, .broken, .timedOut, .unresponsive: return .failed(death.report)
    }
  }

  // MARK: Failures

  private mutating func noteFailure(_ sentence: String, _ now: Instant) {
    guard !isClosing else { return }
    let delay = starts.noteFailure(now, chance: .random(in: 0...1))
    let metadata: Logger.Metadata = ["reason": "\(Printable.line(sentence, limit: 300))"]
    let text = "a child has failed; the next one starts in \(DurationText.format(delay))"
    // Once for a series.
    if starts.failures == 1 {
      logger.warning("\(text)", metadata: metadata)
    } else {
      logger.debug("\(text)", metadata: metadata)
    }
    let isHopeless = starts.failures >= Self.patientFailures && !children.contains(where: \.isWorking)
    guard isHopeless else { return }
    if starts.failures == Self.patientFailures {
      logger.error("no child works; jobs fail until one does", metadata: metadata)
    }
    for job in waiting { job.end(.failed(FailureReport(.commandFailed, "no child could be started: \(sentence)"))) }
    waiting = []
  }

  private mutating func noteSuccess() {
    guard starts.failures > 0 else { return }
    if starts.failures >= Self.patientFailures { logger.notice("children work again") }
    starts.noteSuccess()
  }

  /// After so many in a row, with none that works, the jobs that wait fail as those of a command that cannot start.
  private static let patientFailures = 3

  // MARK: Waiting

  /// - Returns: whether a message has woken the thread.
  private mutating func wait(_ now: Instant) -> Bool {
    polled.removeAll(keepingCapacity: true)
    polled.append(pollfd(fd: inbox.descriptor, events: Int16(POLLIN), revents: 0))
    var due = isClosing ? nil : starts.next.flatMap { $0 > now ? $0 : nil }
    var limit: CInt?
    for child in children {
      child.addPolled(to: &polled)
      if let own = child.due { due = min(due ?? own, own) }
      if !child.hasExited, let interval = child.process.pollInterval { limit = interval }
    }
    let patience = due.map { milliseconds(until: $0, now) }
    let time = inbox.fallAsleep() ? min(patience ?? .max, limit ?? .max) : 0
    guard poll(&polled, nfds_t(polled.count), time == .max ? -1 : time) > 0 else { return false }
    return polled[0].revents != 0
  }

  /// Rounded up, so that the loop does not wake up just before it.
  private func milliseconds(until instant: Instant, _ now: Instant) -> CInt {
    let left = max(instant - now, .zero).components
    guard left.seconds < 86_400 else { return 86_400_000 }
    return CInt(left.seconds * 1000 + (left.attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
  }
}
