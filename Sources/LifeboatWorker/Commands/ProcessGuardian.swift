import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Sees to it that no process of a job outlives its worker, even when the worker is killed with `kill -9`.
///
/// It is one small shell per worker, in a session of its own, deaf to signals. Through a socket whose other end
/// only the worker holds, it learns which process groups run jobs. When that end closes, for whatever reason, it
/// kills every group still listed and exits. A job's program starts only after its group is listed (see
/// ``CommandRunner``), so there is no moment at which it could be missed. Should the guardian itself die, it is
/// started again and told all groups.
///
/// Linux's parent-death signal is no substitute: it covers neither grandchildren nor the time before it is set,
/// and it is tied to the thread that started the child, which may end while the worker lives on. What it gives
/// up: a process that leaves its group (`setsid`) is out of the guardian's reach.
public actor ProcessGuardian {
  /// Our end of the socket of the guardian that runs; nil when none does.
  private var channel: Descriptor?
  private var starting: Task<Result<Descriptor, CommandError>, Never>?
  /// Counts the starts, so that the end of an old guardian is not taken for the end of its successor.
  private var generation = 0
  private var groups: Set<pid_t> = []

  /// The guardian's process id, for tests; nil when none runs.
  private(set) var processID: pid_t?

  /// A guardian whose process is started with the first command.
  public init() {}

  /// Lists a process group, starting a guardian if there is none. On return the group cannot outlive this process.
  func watch(_ group: pid_t) async throws(CommandError) {
    groups.insert(group)
    do {
      // Twice: the first message may be the one that finds the guardian dead.
      for _ in 1...2 {
        let channel = try await connected()
        if channel.send("+ \(group)\n") { return }
        self.channel = nil
      }
    } catch {
      groups.remove(group)
      throw error
    }
    groups.remove(group)
    throw .cannotStart("the guardian of child processes", reason: "/bin/sh ends as soon as it has started")
  }

  /// Takes a process group off the list; call it before the group's leader is reaped.
  func forget(_ group: pid_t) {
    groups.remove(group)
    // A guardian that cannot hear this is dead, and its successor is not told of the group.
    _ = channel?.send("- \(group)\n")
  }

  // MARK: The shell

  private func connected() async throws(CommandError) -> Descriptor {
    if let channel { return channel }
    let task = starting ?? Task { await self.start() }
    starting = task
    let result = await task.value
    return try result.get()
  }

  private func start() async -> Result<Descriptor, CommandError> {
    defer { starting = nil }
    generation += 1
    do throws(CommandError) {
      let (ours, theirs) = try Descriptor.socketPair()
      processID = try await spawn(input: theirs, generation: generation)
      for group in groups { _ = ours.send("+ \(group)\n") }
      channel = ours
      return .success(ours)
    } catch {
      return .failure(error)
    }
  }

  /// - Parameter input: the shell's standard input.
  /// - Returns: the shell's process id, once it runs.
  private func spawn(input: Descriptor, generation: Int) async throws(CommandError) -> pid_t {
    let (started, report) = AsyncStream.makeStream(of: Result<pid_t, CommandError>.self)
    // Unstructured, because it lasts as long as the shell; it ends when this actor's end of the socket closes. It
    // must not keep the actor, and so that end, alive.
    Task { [weak self] in
      var options = PlatformOptions()
      options.createSession = true
      do {
        _ = try await Subprocess.run(
          .path("/bin/sh"),
          arguments: ["-c", Self.script, "lifeboat-guardian"],
          environment: .custom(["PATH": "/usr/bin:/bin"]),
          workingDirectory: "/",
          platformOptions: options,
          input: .fileDescriptor(FileDescriptor(rawValue: input.rawValue), closeAfterSpawningProcess: false),
          output: .discarded,
          error: .discarded
        ) { execution in
          // The shell has its own copy by now.
          input.close()
          report.yield(.success(execution.processIdentifier.value))
        }
      } catch {
        report.yield(.failure(.cannotStart("the guardian of child processes", reason: "\(error)")))
      }
      report.finish()
      await self?.hasEnded(generation)
    }
    for await result in started { return try result.get() }
    throw .cannotStart("the guardian of child processes", reason: "it never reported")
  }

  private func hasEnded(_ generation: Int) async {
    guard generation == self.generation, channel != nil else { return }
    channel = nil
    processID = nil
    // Jobs are running unguarded: at once, not with the next job. That one reports it if this fails.
    if !groups.isEmpty { _ = try? await connected() }
  }

  /// Reads `+ GROUP` and `- GROUP` until its input ends, then kills the groups that are left. `read` takes bytes
  /// one by one from a socket, so no line is lost in a buffer.
  private static let script = """
    trap '' HUP INT QUIT TERM TSTP TTIN TTOU USR1 USR2 ALRM PIPE
    live=
    while read -r sign group; do
      rest=
      for other in $live; do [ "$other" = "$group" ] || rest="$rest $other"; done
      case $sign in +) live="$rest $group" ;; *) live=$rest ;; esac
    done
    for group in $live; do kill -9 "-$group" 2>/dev/null; done
    """
}
