#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Turns signals into messages: a handler puts each one's number into a pipe, and one thread reads them.
///
/// The signals are blocked in every thread of ours, so that none of them is interrupted. Blocking alone is not enough:
/// libraries have threads that let every signal through (swift-subprocess's monitor waits with an empty mask), and
/// there a signal without a handler kills the worker, or a `CONT` is lost. No signal depends on the shared pool, which
/// jobs may keep busy.
public enum SignalThread {
  /// The signals that a worker understands, and those that must not kill it.
  public static let ofWorkers = [
    SIGTSTP, SIGUSR2, SIGCONT, SIGTERM, SIGINT, SIGQUIT, SIGTTIN, SIGUSR1, SIGHUP, SIGPIPE,
  ]

  /// Catches the signals, and blocks them in this thread and all that it starts. Call it before there are others.
  ///
  /// - Parameter signals: those to catch; what the others do is left alone.
  public static func block(_ signals: [Int32] = ofWorkers) {
    // Made now: a handler must not be the first to ask for it.
    _ = pipe
    for number in signals { _ = signal(number, SignalThread.handle) }
    var set = set(of: signals)
    pthread_sigmask(SIG_BLOCK, &set, nil)
  }

  /// Starts the thread that reads. It lives as long as the process.
  ///
  /// - Parameter receive: gets each signal's number, on that thread; also those that came since ``block()``.
  public static func start(_ receive: @escaping @Sendable (Int32) -> Void) {
    let box = Unmanaged.passRetained(Receiver(receive))
    #if canImport(Glibc)
      var thread = pthread_t()
    #else
      var thread: pthread_t?
    #endif
    let status = pthread_create(
      &thread, nil,
      { context in
        #if canImport(Glibc)
          guard let context else { return nil }
        #endif
        let receiver = Unmanaged<Receiver>.fromOpaque(context).takeRetainedValue()
        // Here they may come, whatever other threads do.
        var set = SignalThread.set(of: SignalThread.ofWorkers)
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
        while true {
          var number: UInt8 = 0
          if read(SignalThread.pipe.readEnd, &number, 1) == 1 { receiver.receive(Int32(number)) }
        }
      }, box.toOpaque())
    precondition(status == 0, "the system refuses a thread to wait for signals: error \(status)")
  }

  /// Runs in a signal handler: it only writes.
  private static let handle: @convention(c) (Int32) -> Void = { signal in
    let before = errno
    var number = UInt8(truncatingIfNeeded: signal)
    // A full pipe holds thousands of signals that nobody has read yet; one more would say nothing new.
    _ = write(SignalThread.pipe.writeEnd, &number, 1)
    errno = before
  }

  private static let pipe: (readEnd: Int32, writeEnd: Int32) = {
    var ends: [Int32] = [-1, -1]
    #if canImport(Glibc)
      let status = Glibc.pipe(&ends)
    #else
      let status = Darwin.pipe(&ends)
    #endif
    precondition(status == 0, "the system refuses a pipe for signals: error \(errno)")
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
    return (ends[0], ends[1])
  }()

  private final class Receiver: Sendable {
    let receive: @Sendable (Int32) -> Void
    init(_ receive: @escaping @Sendable (Int32) -> Void) { self.receive = receive }
  }

  private static func set(of signals: [Int32]) -> sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in signals { sigaddset(&set, signal) }
    return set
  }
}
