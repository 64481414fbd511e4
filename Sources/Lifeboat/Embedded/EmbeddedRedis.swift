import LifeboatWorker
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

/// A private Redis for trying things, behind `lifeboat dev` and `--redis embedded`: the system's own `redis-server`,
/// with its data in a folder of the user's.
///
/// It outlives the process that started it and is found again through the folder, so every command that names the
/// same folder meets the same data. It listens on 127.0.0.1 only, on a port that stays the same as long as it is free.
/// Its data is an append-only file, synced every second. Two processes that start it at once start one.
public struct EmbeddedRedis: Sendable {
  /// What there is in the folder.
  public enum Status: Sendable, Equatable {
    case stopped
    case running(RedisAddress, pid: Int)
    /// Our server's process is there, but does not answer within a second.
    case notAnswering(pid: Int)
  }

  private let location: PrivateFolder?

  /// - Parameter folder: nil for `$LIFEBOAT_DEV_DIR`, else `${XDG_STATE_HOME:-$HOME/.local/state}/lifeboat/dev`.
  public init(folder: String? = nil) {
    location =
      folder.map { PrivateFolder(path: $0) } ?? PrivateFolder.standard { getenv($0).map { String(cString: $0) } }
  }

  /// Starts the server unless it runs already, and waits until it answers.
  ///
  /// - Returns: where it listens.
  @discardableResult
  public func start() async throws(EmbeddedRedisError) -> RedisAddress {
    let folder = try folder()
    try folder.prepare()
    return try await FolderLock.hold(folder) { () async throws(EmbeddedRedisError) -> RedisAddress in
      switch status(of: folder) {
      case .running(let address, _): return try await ready(address, folder: folder)
      case .notAnswering(let pid): throw .notAnswering(pid: pid, folder: folder.path)
      case .stopped: return try await launch(in: folder)
      }
    }
  }

  /// What runs now; changes nothing.
  public func status() throws(EmbeddedRedisError) -> Status { status(of: try folder()) }

  /// Asks the server to stop, and waits until it is gone. Nothing happens when none runs.
  public func stop() async throws(EmbeddedRedisError) {
    let folder = try folder()
    guard access(folder.lockFile, F_OK) == 0 else { return }
    try await FolderLock.hold(folder) { () async throws(EmbeddedRedisError) in try await stop(in: folder) }
  }

  /// Stops the server and deletes the data it kept, and nothing else in the folder.
  public func reset() async throws(EmbeddedRedisError) {
    let folder = try folder()
    guard access(folder.lockFile, F_OK) == 0 else { return }
    try await FolderLock.hold(folder) { () async throws(EmbeddedRedisError) in
      try await stop(in: folder)
      folder.deleteData()
    }
  }

  private func folder() throws(EmbeddedRedisError) -> PrivateFolder {
    guard let location else { throw .noFolder }
    return location
  }

  /// The recorded process counts only if it says itself that it is the one, and runs with this folder's file: a
  /// process id may have passed to another program, and a port to another Redis.
  private func status(of folder: PrivateFolder) -> Status {
    guard let pid = folder.number(in: folder.pidFile), let port = folder.number(in: folder.portFile),
      kill(pid_t(truncatingIfNeeded: pid), 0) == 0
    else { return .stopped }
    switch RedisProbe.ask(port: port) {
    case .refused: return .stopped
    case .silent: return .notAnswering(pid: pid)
    case .redis(_, let other, let configFile):
      let isOurs = other == pid && configFile == folder.configFile
      return isOurs ? .running(RedisAddress(port: port), pid: pid) : .stopped
    }
  }

  // MARK: Starting

  private func launch(in folder: PrivateFolder) async throws(EmbeddedRedisError) -> RedisAddress {
    guard let program = ProgramLookup.find("redis-server") else { throw .notInstalled }
    unlink(folder.pidFile)
    var preferred = folder.number(in: folder.portFile)
    // A port that was free when we looked may be taken when the server binds it.
    for _ in 1...3 {
      guard let port = LoopbackSocket.freePort(preferred: preferred) else { break }
      try folder.write("\(port)\n", to: folder.portFile)
      try folder.write(configuration(folder, port: port), to: folder.configFile)
      try folder.write("", to: folder.logFile)
      try await run(program, folder: folder)
      if let address = try await answer(port: port, folder: folder) { return address }
      preferred = nil
    }
    throw notStarted(folder)
  }

  private func configuration(_ folder: PrivateFolder, port: Int) -> String {
    """
    # Written by lifeboat at each start of its private Redis.
    bind 127.0.0.1
    port \(port)
    protected-mode yes
    daemonize yes
    dir \(quoted(folder.path))
    pidfile \(quoted(folder.pidFile))
    logfile \(quoted(folder.logFile))
    appendonly yes
    appendfsync everysec
    save ""

    """
  }

  /// A string of Redis's configuration format.
  private func quoted(_ text: String) -> String {
    let escaped = text.map { character in
      switch character {
      case "\\", "\"": "\\\(character)"
      case "\n": "\\n"
      default: String(character)
      }
    }
    return "\"\(escaped.joined())\""
  }

  /// Runs the program until it has put itself in the background.
  private func run(_ program: String, folder: PrivateFolder) async throws(EmbeddedRedisError) {
    var options = PlatformOptions()
    // Ctrl-C at the terminal is for us, not for the server.
    options.createSession = true
    do {
      let result = try await Subprocess.run(
        .path(FilePath(program)), arguments: [folder.configFile], workingDirectory: FilePath(folder.path),
        platformOptions: options, output: .string(limit: 16 * 1024), error: .combinedWithOutput)
      guard result.terminationStatus.isSuccess else {
        throw EmbeddedRedisError.notStarted(folder: folder.path, log: result.standardOutput)
      }
    } catch let error as EmbeddedRedisError {
      throw error
    } catch {
      throw .notStarted(folder: folder.path, log: "\(error)")
    }
  }

  /// - Returns: nil when the port turned out to be taken.
  private func answer(port: Int, folder: PrivateFolder) async throws(EmbeddedRedisError) -> RedisAddress? {
    let deadline = ContinuousClock.now + .seconds(10)
    while ContinuousClock.now < deadline {
      if case .running(let address, _) = status(of: folder) { return try await ready(address, folder: folder) }
      if folder.text(of: folder.logFile)?.contains("Address already in use") == true { return nil }
      try await pause(folder)
    }
    throw notStarted(folder)
  }

  /// Waits while the server reads its data, however much that is.
  private func ready(_ address: RedisAddress, folder: PrivateFolder) async throws(EmbeddedRedisError) -> RedisAddress {
    while true {
      guard case .redis(let isReady, _, _) = RedisProbe.ask(port: address.port) else { throw notStarted(folder) }
      if isReady { return address }
      try await pause(folder)
    }
  }

  private func notStarted(_ folder: PrivateFolder) -> EmbeddedRedisError {
    let lines = (folder.text(of: folder.logFile) ?? "").split(separator: "\n").suffix(3)
    return .notStarted(folder: folder.path, log: lines.joined(separator: " / "))
  }

  // MARK: Stopping

  private func stop(in folder: PrivateFolder) async throws(EmbeddedRedisError) {
    let (pid, port): (Int, Int)
    switch status(of: folder) {
    case .stopped: return
    case .notAnswering(let process): throw .notAnswering(pid: process, folder: folder.path)
    case .running(let address, let process): (pid, port) = (process, address.port)
    }
    kill(pid_t(truncatingIfNeeded: pid), SIGTERM)
    let deadline = ContinuousClock.now + .seconds(10)
    while !isGone(pid: pid, port: port, folder: folder) {
      guard ContinuousClock.now < deadline else { throw .notStopped(pid: pid) }
      try await pause(folder)
    }
  }

  /// Where nobody reaps orphans (in many containers), a process id stays after its process; then it counts that the
  /// server has removed its pid file, as it does last, and no longer listens.
  private func isGone(pid: Int, port: Int, folder: PrivateFolder) -> Bool {
    if kill(pid_t(truncatingIfNeeded: pid), 0) != 0 { return true }
    return access(folder.pidFile, F_OK) != 0 && RedisProbe.ask(port: port) == .refused
  }

  /// Between two looks at the server. Cancellation ends the wait for it.
  private func pause(_ folder: PrivateFolder) async throws(EmbeddedRedisError) {
    guard (try? await Task.sleep(for: .milliseconds(10))) != nil else { throw notStarted(folder) }
  }
}
