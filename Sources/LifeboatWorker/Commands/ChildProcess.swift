import Subprocess

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A child that has not been reaped yet and leads a group of its own.
struct ChildProcess: Sendable {
  let id: pid_t

  /// Readable once the child has exited; -1 where the system has no such descriptor.
  let descriptor: CInt

  init(_ identifier: ProcessIdentifier) {
    id = identifier.value
    #if os(Linux)
      descriptor = identifier.processDescriptor
    #else
      descriptor = -1
    #endif
  }

  /// Milliseconds between two looks at a child that no descriptor tells about.
  var pollInterval: CInt? { descriptor < 0 ? 20 : nil }

  /// - Parameter ready: whether `poll` found ``descriptor`` readable.
  func hasExited(ready: Bool) -> Bool {
    guard descriptor < 0 else { return ready }
    var info = siginfo_t()
    // WNOWAIT leaves the child to be reaped by the library that started it.
    return waitid(P_PID, id_t(id), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_signo == SIGCHLD
  }

  /// Signals every process of the group. None being left is fine: the group has ended.
  func signalGroup(_ signal: CInt) {
    _ = kill(-id, signal)
  }
}
