#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What people call a signal.
enum SignalName {
  /// For example `SIGKILL (9)`; the number alone for a signal that rarely ends a program.
  static func of(_ signal: CInt) -> String {
    let name: String? =
      switch signal {
      case SIGHUP: "SIGHUP"
      case SIGINT: "SIGINT"
      case SIGQUIT: "SIGQUIT"
      case SIGILL: "SIGILL"
      case SIGTRAP: "SIGTRAP"
      case SIGABRT: "SIGABRT"
      case SIGBUS: "SIGBUS"
      case SIGFPE: "SIGFPE"
      case SIGKILL: "SIGKILL"
      case SIGUSR1: "SIGUSR1"
      case SIGSEGV: "SIGSEGV"
      case SIGUSR2: "SIGUSR2"
      case SIGPIPE: "SIGPIPE"
      case SIGALRM: "SIGALRM"
      case SIGTERM: "SIGTERM"
      case SIGXCPU: "SIGXCPU"
      case SIGXFSZ: "SIGXFSZ"
      case SIGSYS: "SIGSYS"
      default: nil
      }
    return name.map { "\($0) (\(signal))" } ?? "signal \(signal)"
  }
}
