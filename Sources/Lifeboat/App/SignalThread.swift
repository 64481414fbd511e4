#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Turns signals into messages: they are blocked everywhere, and one thread waits for them.
///
/// No code runs in a signal handler, and no signal depends on the shared pool, which jobs may keep busy.
public enum SignalThread {
  /// The signals that a worker understands, and those that must not kill it.
  private static let signals = [
    SIGTSTP, SIGUSR2, SIGCONT, SIGTERM, SIGINT, SIGQUIT, SIGTTIN, SIGUSR1, SIGHUP, SIGPIPE,
  ]

  /// Blocks the signals in this thread and all that it starts. Call it before there are others.
  public static func block() {
    var set = signalSet
    pthread_sigmask(SIG_BLOCK, &set, nil)
  }

  /// Starts the thread that waits. It lives as long as the process.
  ///
  /// - Parameter receive: gets each signal's number, on that thread.
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
        var set = SignalThread.signalSet
        while true {
          var number: Int32 = 0
          if sigwait(&set, &number) == 0 { receiver.receive(number) }
        }
      }, box.toOpaque())
    precondition(status == 0, "the system refuses a thread to wait for signals: error \(status)")
  }

  private final class Receiver: Sendable {
    let receive: @Sendable (Int32) -> Void
    init(_ receive: @escaping @Sendable (Int32) -> Void) { self.receive = receive }
  }

  private static var signalSet: sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in signals { sigaddset(&set, signal) }
    return set
  }
}
