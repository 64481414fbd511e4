import DequeModule
import LifeboatFormat

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// One child of a pool: what it was given, what it has answered, and its end. Only for the thread of its pool.
///
/// It begins with a ping, and gets jobs when it has answered that. It answers in the order of what it reads, so an answer
/// that is not to the oldest open line is none.
final class StreamChild {
  /// What a child has read, or will, and has not answered.
  enum Open {
    case ping(Int)
    case job(StreamJob)
  }

  enum Phase {
    case starting
    case ready
    /// Its input is closed; it is to end by itself.
    case retiring
    case stopping(StreamStop)
  }

  typealias Instant = ContinuousClock.Instant

  let number: Int
  let process: ChildProcess
  /// To be finished when nothing of the child is of interest any more, so that it is reaped.
  let isOver: AsyncStream<Void>.Continuation
  private let spec: StreamSpec
  private let patience: StreamPatience

  private(set) var phase = Phase.starting
  private(set) var hasExited = false
  /// In the order in which they were written; the first is what the child works on.
  private(set) var open: Deque<Open> = []
  /// Whether it is to get no more jobs.
  var isLeaving = false
  private var wear: StreamWear

  private var input: StreamInput
  private var output: StreamLines
  private(set) var words: StreamWords
  private var pings = 0
  private var cancelled: Set<Int> = []
  /// When it turned to its oldest open line, or answered the last one.
  private var turnedAt: Instant
  /// When something is due although the child does nothing: TERM or KILL, or the end of the wait for its exit or its output.
  private var deadline: Instant?
  private var wasTermed = false

  init(_ start: StreamLauncher.Start, spec: StreamSpec, patience: StreamPatience, now: Instant) {
    number = start.number
    process = start.process
    isOver = start.isOver
    input = StreamInput(start.input)
    output = StreamLines(start.output)
    words = StreamWords(start.errorOutput)
    self.spec = spec
    self.patience = patience
    turnedAt = now
    wear = StreamWear(spec, interval: patience.memory, now: now)
    input.append(CommandGate.opening)
    ping(now)
  }

  // MARK: What it is given

  var isReady: Bool { if case .ready = phase { !hasExited } else { false } }

  /// Whether it has shown that it works, and will for longer.
  var isWorking: Bool { isReady && !isLeaving }

  /// Whether it will work for longer, now or when it has started.
  var isStaying: Bool {
    switch phase {
    case .starting, .ready: !hasExited && !isLeaving
    case .retiring, .stopping: false
    }
  }

  /// Whether it may be given a job, beside at most `depth` others.
  func takes(besides depth: Int) -> Bool {
    guard isReady, !isLeaving, deadline == nil, open.count < depth else { return false }
    if case .ping? = open.first { return false }
    return open.isEmpty || input.unsent < Self.mostUnsent
  }

  func give(_ job: StreamJob, _ now: Instant) {
    if open.isEmpty { turnedAt = now }
    input.append(job.line)
    open.append(.job(job))
    wear.taken += 1
    if wear.taken == spec.maxJobs { isLeaving = true }
  }

  /// Whether it was given a job.
  var hasWorked: Bool { wear.taken > 0 }

  /// Whether another should take its place soon.
  func isDue(_ now: Instant) -> Bool { wear.isDue(now) }

  /// Writes what is due, as far as the pipe takes it.
  func flush(_ now: Instant) {
    // Nobody reads: it is about to end, or it is broken.
    if !hasExited, input.isOpen, !input.flush() { awaitExit(now) }
  }

  /// Lets it end by itself, once it has answered everything.
  func retire(_ now: Instant) {
    guard open.isEmpty || !isReady else { return }
    phase = .retiring
    input.close()
    deadline = now + patience.grace
  }

  /// Ends a job whose task was cancelled: at once when the child works on it, else when it comes to it.
  ///
  /// - Returns: whether the job is one of this child's.
  func cancel(_ id: Int, _ now: Instant) -> Bool {
    guard open.contains(where: { $0.job?.id == id }) else { return false }
    cancelled.insert(id)
    stopIfCancelled(now)
    return true
  }

  func isCancelled(_ job: StreamJob) -> Bool { cancelled.contains(job.id) }

  // MARK: Its end

  /// Ends it: TERM to its group now, KILL after the grace.
  func stop(_ stop: StreamStop, _ now: Instant) {
    if case .stopping = phase { return }
    phase = .stopping(stop)
    guard !hasExited else { return }
    deadline = now + patience.grace
    terminate()
  }

  /// Why the pool ended it; nil when it ended by itself.
  var stopReason: StreamStop? { if case .stopping(let stop) = phase { stop } else { nil } }

  /// Whether it has exited and nothing more will come of it.
  var isFinished: Bool { hasExited && !output.isOpen && !words.isOpen }

  private func terminate() {
    wasTermed = true
    process.signalGroup(SIGTERM)
    // A group that is suspended gets to see its TERM.
    process.signalGroup(SIGCONT)
  }

  /// A moment for a child that has closed one of its ends, so that it is its end that is told of.
  private func awaitExit(_ now: Instant) {
    guard deadline == nil, isStaying || isReady else { return }
    deadline = now + patience.linger
  }

  private func noteExit(_ now: Instant) {
    hasExited = true
    input.close()
    // What it has started is not to live on, and shall not keep the output open.
    process.signalGroup(SIGKILL)
    deadline = now + patience.linger
  }

  // MARK: Its turn

  /// How many descriptors of a child are polled.
  static let polledCount = 4

  /// Adds what to poll, in the order of ``serve(_:_:log:)``. A negative descriptor is passed over by `poll`.
  func addPolled(to polled: inout [pollfd]) {
    polled.append(pollfd(fd: input.descriptor, events: Int16(POLLOUT), revents: 0))
    polled.append(pollfd(fd: output.descriptor, events: Int16(POLLIN), revents: 0))
    polled.append(pollfd(fd: words.descriptor, events: Int16(POLLIN), revents: 0))
    polled.append(pollfd(fd: hasExited ? -1 : process.descriptor, events: Int16(POLLIN), revents: 0))
  }

  /// Reads what there is, and does what is due.
  ///
  /// - Parameters:
  ///   - ready: what ``addPolled(to:)`` added, with what `poll` found.
  ///   - log: gets each line of standard error.
  /// - Returns: the jobs that were answered.
  func serve(_ ready: ArraySlice<pollfd>, _ now: Instant, log: (StreamChild, String) -> Void) -> [StreamAnswer] {
    var answers: [StreamAnswer] = []
    let start = ready.startIndex
    if ready[start + 2].revents != 0 { words.read { log(self, $0) } }
    if ready[start + 1].revents != 0 { readOutput(now, &answers) }
    if !hasExited, process.hasExited(ready: ready[start + 3].revents != 0) { noteExit(now) }
    if let due, due <= now { meetDeadline(now, log) }
    return answers
  }

  private func readOutput(_ now: Instant, _ answers: inout [StreamAnswer]) {
    let finding = output.read { line in take(line, now, &answers) }
    switch finding {
    case .more: break
    case .tooLong: stop(.broken("answered with a line of more than \(StreamLines.limit) bytes"), now)
    case .ended: if !hasExited { awaitExit(now) }
    }
  }

  private func take(_ line: [UInt8], _ now: Instant, _ answers: inout [StreamAnswer]) {
    switch phase {
    // What comes after a child was given up changes nothing: its job may have been cut off in the middle.
    case .stopping, .retiring: return
    case .starting, .ready: break
    }
    let reply = StreamReply(line)
    if let job = open.first?.job, case .answer(job.id, let end)? = reply {
      open.removeFirst()
      answers.append(StreamAnswer(job: job, end: end, time: now - turnedAt))
      words.forget()
    } else if case .ping(let number)? = open.first, reply == .pong(number) {
      open.removeFirst()
      if case .starting = phase { phase = .ready }
    } else {
      return stop(.noAnswer(line, insteadOf: open.first), now)
    }
    turnedAt = now
    stopIfCancelled(now)
  }

  private func stopIfCancelled(_ now: Instant) {
    if let job = open.first?.job, isCancelled(job) { stop(.cancelled, now) }
  }

  // MARK: Time

  /// When something is to be done although nothing comes.
  var due: Instant? {
    if let deadline { return deadline }
    switch (phase, open.first) {
    case (.starting, _): return turnedAt + patience.boot
    case (.ready, .ping?): return turnedAt + patience.ping
    case (.ready, .job?):
      let limit = spec.command.timeout.map { turnedAt + $0 }
      guard let look = wear.nextLook else { return limit }
      return min(limit ?? look, look)
    case (.ready, nil): return turnedAt + patience.idle
    case (.retiring, _), (.stopping, _): return nil
    }
  }

  private func meetDeadline(_ now: Instant, _ log: (StreamChild, String) -> Void) {
    guard deadline == nil else { return giveUp(now, log) }
    switch (phase, open.first) {
    case (.starting, _): stop(.unresponsive(patience.boot), now)
    case (.ready, .ping?): stop(.unresponsive(patience.ping), now)
    case (.ready, .job?):
      wear.look(at: process, now)
      if let limit = spec.command.timeout, turnedAt + limit <= now { stop(.timedOut(limit), now) }
    case (.ready, nil): ping(now)
    case (.retiring, _), (.stopping, _): break
    }
  }

  /// What was waited for has not come.
  private func giveUp(_ now: Instant, _ log: (StreamChild, String) -> Void) {
    deadline = nil
    if hasExited {
      output.close()
      words.finish { log(self, $0) }
    } else if wasTermed {
      process.signalGroup(SIGKILL)
    } else if case .retiring = phase {
      terminate()
      deadline = now + patience.grace
    } else {
      stop(.broken(output.isOpen ? "closed its standard input" : "closed its standard output"), now)
    }
  }

  private func ping(_ now: Instant) {
    pings += 1
    turnedAt = now
    input.append(StreamRequest.ping(pings))
    open.append(.ping(pings))
    wear.look(at: process, now)
  }

  /// A line that is written ahead of need is not to make a pipe full.
  private static let mostUnsent = 64 * 1024
}

extension StreamChild.Open {
  /// Nil for a ping.
  var job: StreamJob? { if case .job(let job) = self { job } else { nil } }
}
