import Foundation
import LifeboatRedis
import Synchronization

/// A real redis-server of its own for a test: on a free port of 127.0.0.1 (or only on a socket), in a fresh
/// temporary folder, gone with its folder at ``stop()``, with the object, or when the test process dies.
public final class RedisServer: Sendable {
  /// What a test's server is like.
  public struct Options: Sendable {
    /// Writes every command to disk before answering it: `appendonly yes`, `appendfsync always`.
    public var isDurable = false
    /// `requirepass`; letters and digits, as it goes into the URL unencoded.
    public var password: String?
    /// No port at all, only a socket in the folder.
    public var usesSocketOnly = false
    /// Lines for redis.conf.
    public var configuration: [String] = []
    /// Speaks TLS on its port, and nothing else, with this certificate.
    public var tls: TestAuthority.Identity?
    /// Lets in only who shows a certificate of the authority that issued ``tls``.
    public var demandsCertificate = false
    /// Which Redis it is.
    public var release = RedisRelease.ofThisRun

    /// A plain server that forgets everything when it ends, unless told otherwise.
    public init(
      isDurable: Bool = false, password: String? = nil, usesSocketOnly: Bool = false, configuration: [String] = [],
      tls: TestAuthority.Identity? = nil, demandsCertificate: Bool = false, release: RedisRelease = .ofThisRun
    ) {
      self.isDurable = isDurable
      self.password = password
      self.usesSocketOnly = usesSocketOnly
      self.configuration = configuration
      self.tls = tls
      self.demandsCertificate = demandsCertificate
      self.release = release
    }
  }

  /// What it was started with.
  public let options: Options
  /// Its configuration, log and data.
  public let folder: URL
  /// 0 with ``Options/usesSocketOnly``. The same after a restart.
  public var port: Int { state.withLock(\.port) }
  /// Of the running server; `nil` after ``stop()`` or ``kill(_:)``.
  public var pid: pid_t? { state.withLock(\.process)?.pid }

  private struct State {
    var port = 0
    var process: WatchedProcess?
  }

  private let state = Mutex(State())

  /// Starts the server and waits until it answers.
  public init(_ options: Options = Options()) throws {
    self.options = options
    folder = FileManager.default.temporaryDirectory.appending(path: "lifeboat-redis-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    do {
      try startOnFreePort()
    } catch {
      try? FileManager.default.removeItem(at: folder)
      throw error
    }
  }

  deinit { stop() }

  /// The URL as text, password included. With TLS it names `localhost`, and trusts whom the test's server has its
  /// certificate from.
  public var urlText: String {
    if let tls = options.tls { return tlsURLText(with: tls) }
    let credentials = options.password.map { ":\($0)@" } ?? ""
    return options.usesSocketOnly ? "unix://\(credentials)\(socketPath)" : "redis://\(credentials)127.0.0.1:\(port)/0"
  }

  /// ``urlText``, read.
  public var url: RedisURL {
    do {
      return try RedisURL(urlText)
    } catch {
      preconditionFailure("a server's own URL parses, unless its password needs percent-encoding: \(error)")
    }
  }

  /// A session that connects when first used.
  public func session(_ options: RedisOptions = RedisOptions()) -> RedisSession {
    RedisSession(url: url, options: options)
  }

  /// Empties every database.
  public func flushAll() throws {
    _ = try session().call(RedisCommand("FLUSHALL"))
  }

  /// Kills the server and starts it again with the same port and folder.
  public func restart() throws {
    end()
    try start()
  }

  /// Starts the server again after ``kill(_:)``, with the same port and folder.
  public func start() throws {
    try launch()
  }

  /// Sends a signal that ends the server, and returns when it has ended.
  public func kill(_ signal: CInt = SIGKILL) {
    state.withLock { state in
      state.process?.send(signal)
      state.process?.waitForEnd()
      state.process?.release()
      state.process = nil
    }
  }

  /// Stops the server in its tracks: connections stay open and nothing answers.
  public func pause() {
    state.withLock { $0.process?.pause() }
  }

  /// Lets a paused server go on.
  public func resume() {
    state.withLock { $0.process?.send(SIGCONT) }
  }

  /// Ends the server and removes its folder. May come twice.
  public func stop() {
    end()
    try? FileManager.default.removeItem(at: folder)
  }

  private func end() {
    state.withLock { state in
      state.process?.release()
      state.process = nil
    }
  }

  /// Where this server is demanding, a client has the server's own certificate.
  private func tlsURLText(with tls: TestAuthority.Identity) -> String {
    let credentials = options.password.map { ":\($0)@" } ?? ""
    let own = options.demandsCertificate ? "&tls_cert=\(tls.certificate)&tls_key=\(tls.key)" : ""
    return "rediss://\(credentials)localhost:\(port)/0?tls_ca=\(tls.authority)\(own)"
  }

  private var socketPath: String { folder.appending(path: "redis.sock").path }

  /// Another process may take a free port before redis-server does, and a cluster wants the port 10,000 above as
  /// well, so that is tried a few times. What a server that runs answers is final.
  private func startOnFreePort() throws {
    for attempt in 1... {
      let port = options.usesSocketOnly ? 0 : try freePort()
      state.withLock { $0.port = port }
      do {
        return try start()
      } catch is RedisServerFailure where attempt < 5 && !options.usesSocketOnly {
        continue
      }
    }
  }

  private func launch() throws {
    let file = folder.appending(path: "redis.conf")
    try configurationText.write(to: file, atomically: true, encoding: .utf8)
    let process = try WatchedProcess(
      program: try options.release.program(), arguments: [file.path], errors: folder.appending(path: "errors.txt").path)
    do {
      try waitForAnswer(of: process)
    } catch {
      process.release()
      throw error
    }
    state.withLock { $0.process = process }
  }

  private var configurationText: String {
    var lines = [
      "bind 127.0.0.1", "\(options.tls == nil ? "port" : "port 0\ntls-port") \(port)", "daemonize no", "save \"\"",
      "dir \(folder.path)",
      "logfile \(folder.appending(path: "log.txt").path)",
    ]
    if options.usesSocketOnly { lines.append("unixsocket \(socketPath)") }
    if options.isDurable { lines += ["appendonly yes", "appendfsync always"] }
    if let password = options.password { lines.append("requirepass \(password)") }
    if let tls = options.tls {
      lines += [
        "tls-cert-file \(tls.certificate)", "tls-key-file \(tls.key)", "tls-ca-cert-file \(tls.authority)",
        "tls-auth-clients \(options.demandsCertificate ? "yes" : "no")",
      ]
    }
    return (lines + options.configuration).joined(separator: "\n") + "\n"
  }

  /// Its process id is asked too: on a port that was taken meanwhile, somebody else's server may answer.
  private func waitForAnswer(of process: WatchedProcess) throws {
    let limit = ContinuousClock.now.advanced(by: .seconds(20))
    // A test's certificate may be one that nobody should accept.
    let session = RedisSession(url: try RedisURL(urlText + (options.tls == nil ? "" : "&tls_verify=none")))
    var latest = ""
    while ContinuousClock.now < limit {
      do {
        _ = try session.call(RedisCommand("PING"))
        let info = try session.call(RedisCommand("INFO", "server")).string ?? ""
        if info.contains("process_id:\(process.pid)\r\n") { return }
        throw RedisServerFailure("another server answers on port \(port)")
      } catch let error as RedisError where error.isTransient {
        latest = "\(error)"
      }
      if process.hasEnded(within: .milliseconds(5)) { break }
    }
    let texts = ["errors.txt", "log.txt"].map {
      (try? String(contentsOf: folder.appending(path: $0), encoding: .utf8)) ?? ""
    }
    throw RedisServerFailure("redis-server did not start: \(latest)\n\(texts.joined(separator: "\n").suffix(2_000))")
  }
}

/// Why a test's server could not be started.
public struct RedisServerFailure: Error, CustomStringConvertible {
  /// What failed, and what to do.
  public let description: String
  init(_ description: String) { self.description = description }
}

/// Starts a server, runs the body, and stops the server whatever happened.
public func withRedis<R>(
  _ options: RedisServer.Options = RedisServer.Options(), _ body: (RedisServer) async throws -> R
) async throws -> R {
  let server = try RedisServer(options)
  defer { server.stop() }
  return try await body(server)
}
