import Foundation
import Synchronization

/// One of the package's own programs, as it was built beside the running tests: started, signalled, and killed with
/// the object, or when the test process dies.
public final class BuiltProgram: Sendable {
  /// How a program ended.
  public enum Ending: Sendable, Equatable {
    case exited(Int)
    case killed(signal: Int)
  }

  /// Its process id.
  public let pid: pid_t
  /// What its standard input is read from, and its outputs are written to.
  private let folder: URL
  private let guardian: Guardian
  private let state = Mutex<Ending?>(nil)

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - name: the product's name, such as `lifeboat`; or a path.
  ///   - environment: variables beside `PATH`, `HOME`, `TMPDIR` and the options of sanitizers; no others are passed on.
  ///   - input: its standard input.
  public init(
    _ name: String, _ arguments: [String] = [], environment: [String: String] = [:], input: [UInt8] = []
  ) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "lifeboat-run-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(input).write(to: folder.appending(path: "in"))
    let program = name.contains("/") ? name : try Self.path(of: name)
    pid = try spawn(
      [program] + arguments, environment: Self.environment(environment),
      input: .file(folder.appending(path: "in").path),
      output: folder.appending(path: "out").path, errors: folder.appending(path: "err").path)
    guardian = try Guardian(of: pid)
  }

  deinit {
    kill()
    guardian.dismiss()
    try? FileManager.default.removeItem(at: folder)
  }

  /// What it has written to standard output so far.
  public var output: [UInt8] { bytes(of: "out") }

  /// The same as text.
  public var outputText: String { String(decoding: output, as: UTF8.self) }

  /// What it has written to standard error so far, as text: for a worker, its log.
  public var errorText: String { String(decoding: bytes(of: "err"), as: UTF8.self) }

  /// Whether it has not ended.
  public var isRunning: Bool { reap(WNOHANG) == nil }

  /// Sends a signal, unless it has ended.
  public func send(_ signal: CInt) {
    state.withLock { ending in
      // Not reaped, so the id is still its own.
      if ending == nil { _ = Foundation.kill(pid, signal) }
    }
  }

  /// Waits for its end.
  public func ending(within limit: Duration = .seconds(180)) async throws -> Ending? {
    try await eventually(within: limit, "program \(pid) ends; it wrote\n\(errorText.suffix(2_000))") { !isRunning }
    return reap(WNOHANG)
  }

  /// Kills it as `kill -9` does, and returns when it has ended. May come twice.
  public func kill() {
    send(SIGKILL)
    _ = reap(0)
  }

  private func reap(_ options: CInt) -> Ending? {
    state.withLock { ending in
      if let ending { return ending }
      var status: CInt = 0
      var result: pid_t
      repeat { result = waitpid(pid, &status, options) } while result < 0 && errno == EINTR
      guard result == pid else { return nil }
      let signal = Int(status & 0x7F)
      ending = signal == 0 ? .exited(Int(status >> 8) & 0xFF) : .killed(signal: signal)
      return ending
    }
  }

  private func bytes(of file: String) -> [UInt8] {
    (try? Data(contentsOf: folder.appending(path: file))).map(Array.init) ?? []
  }

  /// How a sanitizer is told what to do, in a build that has one.
  private static let sanitizers = ["ASAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS"]

  private static func environment(_ own: [String: String]) -> [String: String] {
    let ours = ProcessInfo.processInfo.environment
    var variables = own
    for name in ["PATH", "HOME", "TMPDIR"] + sanitizers where own[name] == nil { variables[name] = ours[name] }
    return variables
  }

  /// Where the build puts a product: in the folder of the program that runs the tests.
  public static func path(of name: String) throws -> String {
    #if os(Linux)
      let runner = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
      let folder = URL(filePath: runner).deletingLastPathComponent()
    #else
      let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") } ?? Bundle.main
      let folder = bundle.bundleURL.deletingLastPathComponent()
    #endif
    let path = folder.appending(path: name).path
    guard FileManager.default.isExecutableFile(atPath: path) else {
      throw BuiltProgramFailure("there is no program \(name) beside the tests; build the whole package")
    }
    return path
  }
}

/// Why a built program could not be run.
public struct BuiltProgramFailure: Error, CustomStringConvertible {
  /// What failed, and what to do.
  public let description: String
  init(_ description: String) { self.description = description }
}

/// A shell that kills a process when the tests die: it reads from a pipe whose other end only they hold.
private struct Guardian {
  private let shell: pid_t
  private let order: CInt

  init(of pid: pid_t) throws {
    var ends: [CInt] = [0, 0]
    guard pipe(&ends) == 0 else { throw BuiltProgramFailure("no pipe left (errno \(errno))") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    shell = try spawn(
      ["/bin/sh", "-c", "read -r _; kill -9 \"$1\" 2>/dev/null", "sh", String(pid)], environment: [:],
      input: .descriptor(ends[0]), output: "/dev/null", errors: "/dev/null")
    close(ends[0])
    order = ends[1]
  }

  /// Call it once the process has been reaped: its id may soon be another's.
  func dismiss() {
    _ = Foundation.kill(shell, SIGKILL)
    var status: CInt = 0
    while waitpid(shell, &status, 0) < 0, errno == EINTR {}
    close(order)
  }
}

private enum SpawnInput {
  case file(String)
  case descriptor(CInt)
}

/// Starts a program in a process group of its own, with the signals of a login shell, and with no descriptor of ours:
/// a worker that inherits an end of another test's pipe would keep that test waiting.
private func spawn(
  _ arguments: [String], environment: [String: String], input: SpawnInput, output: String, errors: String
) throws -> pid_t {
  #if canImport(Darwin)
    var actions: posix_spawn_file_actions_t?
    var attributes: posix_spawnattr_t?
    var flags = POSIX_SPAWN_CLOEXEC_DEFAULT
  #else
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    var flags: CInt = 0
  #endif
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  switch input {
  case .file(let path): posix_spawn_file_actions_addopen(&actions, 0, path, O_RDONLY, 0)
  case .descriptor(let descriptor): posix_spawn_file_actions_adddup2(&actions, descriptor, 0)
  }
  posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
  posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_APPEND, 0o600)
  #if canImport(Glibc)
    // Closing what is not open is no error here, up to the limit on open files.
    for descriptor in 3..<min(1_024, CInt(sysconf(CInt(_SC_OPEN_MAX)))) {
      posix_spawn_file_actions_addclose(&actions, descriptor)
    }
  #endif
  posix_spawnattr_init(&attributes)
  defer { posix_spawnattr_destroy(&attributes) }
  posix_spawnattr_setpgroup(&attributes, 0)
  var signals = sigset_t()
  sigemptyset(&signals)
  posix_spawnattr_setsigmask(&attributes, &signals)
  sigfillset(&signals)
  sigdelset(&signals, SIGKILL)
  sigdelset(&signals, SIGSTOP)
  posix_spawnattr_setsigdefault(&attributes, &signals)
  flags |= CInt(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF)
  posix_spawnattr_setflags(&attributes, Int16(flags))

  var words = arguments.map { strdup($0) } + [nil]
  defer { for word in words { free(word) } }
  var variables = environment.map { strdup("\($0)=\($1)") } + [nil]
  defer { for variable in variables { free(variable) } }
  var pid: pid_t = 0
  let result = posix_spawn(&pid, arguments[0], &actions, &attributes, &words, &variables)
  guard result == 0 else { throw BuiltProgramFailure("\(arguments[0]) could not be started (errno \(result))") }
  return pid
}
