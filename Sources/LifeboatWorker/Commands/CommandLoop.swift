#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Feeds, reads and if need be stops one running command: one `poll` loop, on a thread of its own.
///
/// Input and both outputs go on side by side, so neither a program that writes before it has read everything nor
/// one that never reads can bring it to a standstill. The loop ends when the program has exited and its output is
/// closed, or ``lingerTime`` after the exit when a process it left behind keeps the output open. The caller reaps
/// the program afterwards: until then its process id, and so its group's, cannot belong to anybody else.
struct CommandLoop {
  /// Why the loop ended.
  enum End: Sendable { case exited, timedOut, cancelled }

  struct Report: Sendable {
    let end: End
    let errorTail: OutputTail
  }

  /// What the loop needs to know; handed to the thread that runs it.
  struct Command: Sendable {
    let process: ChildProcess
    let input: Descriptor
    let output: Descriptor
    let errorOutput: Descriptor
    let inputBytes: [UInt8]
    let timeout: Duration?
    let grace: Duration
    let stop: StopRequest
    let emit: @Sendable (OutputLine) -> Void
  }

  /// How long output may stay open after the program has exited.
  static let lingerTime = Duration.seconds(1)

  private let command: Command
  private var written = 0
  private var output: OutputReader
  private var errorOutput: OutputReader
  private var end = End.exited
  private var hasExited = false

  /// When something is due whatever the program does: the time-out, then KILL after TERM, then the end of the
  /// wait for output to close.
  private var deadline: ContinuousClock.Instant?

  private init(_ command: Command, from start: ContinuousClock.Instant) {
    self.command = command
    command.input.setNonblocking()
    output = OutputReader(command.output, stream: .standardOutput, emit: command.emit)
    errorOutput = OutputReader(command.errorOutput, stream: .standardError, emit: command.emit)
    deadline = command.timeout.map { start + $0 }
  }

  /// Blocks the calling thread until the command is over.
  static func run(_ command: Command) -> Report {
    // Writing to a program that has closed its input raises SIGPIPE in the thread that writes. Blocked here, it
    // goes away with the thread, and the process's own handling of the signal is left alone.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    var loop = CommandLoop(command, from: .now)
    return loop.run()
  }

  private mutating func run() -> Report {
    while !(hasExited && !output.isOpen && !errorOutput.isOpen) {
      let ready = wait()
      if ready.input { write() }
      if ready.output { output.read() }
      if ready.errorOutput { errorOutput.read() }
      if !hasExited && command.process.hasExited(ready: ready.exit) { noteExit() }
      if ready.stop && !hasExited && end == .exited { stop(because: .cancelled) }
      if let deadline, deadline <= .now {
        guard !hasExited else { break }
        meetDeadline()
      }
    }
    output.finish()
    errorOutput.finish()
    return Report(end: end, errorTail: errorOutput.tail)
  }

  // MARK: The program's end

  private mutating func noteExit() {
    hasExited = true
    command.input.close()
    deadline = .now + Self.lingerTime
    // A stopped command stops as a whole: what ignored the TERM goes now, so that the output closes.
    if end != .exited { command.process.signalGroup(SIGKILL) }
  }

  private mutating func meetDeadline() {
    if end == .exited {
      stop(because: .timedOut)
    } else {
      command.process.signalGroup(SIGKILL)
      deadline = nil
    }
  }

  private mutating func stop(because end: End) {
    self.end = end
    command.process.signalGroup(SIGTERM)
    // A group that is suspended gets to see its TERM.
    command.process.signalGroup(SIGCONT)
    deadline = .now + command.grace
  }

  // MARK: Input and output

  private mutating func write() {
    let count = command.inputBytes.withUnsafeBytes { bytes in
      systemWrite(command.input.rawValue, bytes.baseAddress.map { $0 + written }, bytes.count - written)
    }
    if count < 0 && (errno == EAGAIN || errno == EINTR) { return }
    written += max(count, 0)
    // A program may end or close its input without having read it: no error, there is nobody to write to.
    if count < 0 || written == command.inputBytes.count { command.input.close() }
  }

  // MARK: Waiting

  private struct Ready { var input = false, output = false, errorOutput = false, exit = false, stop = false }

  private func wait() -> Ready {
    // A negative descriptor is passed over by `poll`.
    var polled = [
      pollfd(fd: command.input.rawValue, events: Int16(POLLOUT), revents: 0),
      pollfd(fd: output.descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: errorOutput.descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: hasExited ? -1 : command.process.descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: hasExited || end != .exited ? -1 : command.stop.descriptor, events: Int16(POLLIN), revents: 0),
    ]
    guard poll(&polled, nfds_t(polled.count), pollTime()) > 0 else { return Ready() }
    let ready = polled.map { $0.revents != 0 }
    return Ready(input: ready[0], output: ready[1], errorOutput: ready[2], exit: ready[3], stop: ready[4])
  }

  /// Milliseconds until the deadline, rounded up so that the loop does not wake up just before it; -1 without one.
  private func pollTime() -> CInt {
    var limit = CInt.max
    if !hasExited, let interval = command.process.pollInterval { limit = interval }
    guard let deadline else { return limit == .max ? -1 : limit }
    let left = max(deadline - .now, .zero).components
    guard left.seconds < 86_400 else { return min(limit, 86_400_000) }
    return min(limit, CInt(left.seconds * 1000 + (left.attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000))
  }
}

/// `write(2)`, which the method of the same name hides.
private func systemWrite(_ descriptor: CInt, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}
