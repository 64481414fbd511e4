import Foundation
import Synchronization

/// A program that cannot outlive us: a shell starts it, reads from a pipe whose other end only this process holds,
/// and kills it when that pipe ends, however we end.
///
/// Signals go to the process id that the shell reported, and ``release()`` follows at once when the program has ended,
/// so none can hit another process that got the id later.
struct WatchedProcess: Sendable {
  let pid: pid_t
  private let shell: pid_t
  /// Its closing is the shell's order to kill.
  private let order: CInt
  /// Ends when the program does: the program alone holds the other end.
  private let life: CInt

  private static let script = """
    "$@" 2>"$0" &
    pid=$!
    echo "$pid"
    exec >&-
    read -r order
    kill -9 "$pid" 2>/dev/null
    wait
    """

  /// One at a time, so that no child inherits a pipe that is not marked close-on-exec yet.
  private static let spawning = Mutex(())

  /// - Parameter errors: the file for the program's standard error.
  init(program: String, arguments: [String], errors: String) throws {
    let started = try Self.spawning.withLock { _ in
      try Self.spawn(["/bin/sh", "-c", Self.script, errors, program] + arguments)
    }
    (shell, order, life) = started
    var line = ""
    var byte: UInt8 = 0
    while read(life, &byte, 1) == 1, byte != UInt8(ascii: "\n") { line.unicodeScalars.append(Unicode.Scalar(byte)) }
    guard let pid = pid_t(line) else {
      close(order)
      close(life)
      throw RedisServerFailure("the shell that watches \(program) did not start it")
    }
    self.pid = pid
  }

  func send(_ signal: CInt) {
    kill(pid, signal)
  }

  /// Returns when the program does not run any more, which a signal alone does not promise.
  func pause() {
    send(SIGSTOP)
    #if os(Linux)
      // The state is the field after the name, which stands in parentheses.
      while let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
        let name = text.lastIndex(of: ")"), !text[name...].hasPrefix(") T"), !text[name...].hasPrefix(") Z")
      {
        sched_yield()
      }
    #endif
  }

  /// Whether the program ends before the time is over.
  func hasEnded(within duration: Duration) -> Bool {
    var waiting = pollfd(fd: life, events: Int16(POLLIN), revents: 0)
    return poll(&waiting, 1, CInt(duration / .milliseconds(1))) > 0 && readToEnd()
  }

  func waitForEnd() {
    _ = readToEnd()
  }

  /// Kills the program, waits for its end and lets go of everything. Once only.
  func release() {
    close(order)
    _ = readToEnd()
    close(life)
    var status: CInt = 0
    while waitpid(shell, &status, 0) < 0, errno == EINTR {}
  }

  private func readToEnd() -> Bool {
    var bytes = [UInt8](repeating: 0, count: 1_024)
    while true {
      let count = read(life, &bytes, bytes.count)
      if count == 0 { return true }
      if count < 0, errno != EINTR { return true }
    }
  }

  private static func spawn(_ arguments: [String]) throws -> (shell: pid_t, order: CInt, life: CInt) {
    var order: [CInt] = [0, 0]
    var life: [CInt] = [0, 0]
    guard pipe(&order) == 0, pipe(&life) == 0 else { throw RedisServerFailure("no pipe left (errno \(errno))") }
    for end in order + life { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }

    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, order[0], 0)
    posix_spawn_file_actions_adddup2(&actions, life[1], 1)
    // A group of its own, so that Ctrl-C reaches the tests and not the server.
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setpgroup(&attributes, 0)
    // And signals as a login shell has them: the pool's threads block most of them, and without SIGCHLD the shell's
    // `wait` never returns.
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigaddset(&signals, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

    var words = arguments.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var shell: pid_t = 0
    let result = posix_spawn(&shell, arguments[0], &actions, &attributes, &words, environ)
    close(order[0])
    close(life[1])
    guard result == 0 else {
      close(order[1])
      close(life[0])
      throw RedisServerFailure("\(arguments[0]) could not be started (errno \(result))")
    }
    return (shell, order[1], life[0])
  }
}
