import LifeboatFormat
import LifeboatRedis
import LifeboatWorker
import Logging
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Keeps a file that says each second how a worker is, for a container's probe or a supervisor.
///
/// One JSON object on a line: `state` (`starting`, `healthy`, `unhealthy`), `at` (when it was written), `pid`, and `sources`,
/// each with `name`, `redis`, `state`, `since`, `answered_at`, `jobs`, and `reason` while it is unhealthy. It is replaced whole,
/// so no reader sees half of it, and goes when the worker has left: no file, or an old one, is no worker.
actor HealthFile {
  private nonisolated let thread = ThreadExecutor(name: "lifeboat-health")
  nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

  private let path: String
  private let worker: Worker
  private let logger: Logger
  private nonisolated let end = Wakeup()
  /// Whether it is removed; the lock is held while it is written, so that it never comes back.
  private let isRemoved = Mutex(false)

  /// How often it is written.
  private static let interval = Duration.seconds(1)

  /// Writes it for the first time.
  ///
  /// - Throws: ``CannotWrite``.
  init(_ path: String, of worker: Worker, logger: Logger) throws(CannotWrite) {
    self.path = path
    self.worker = worker
    self.logger = logger
    try Self.write(Self.text(worker.health, at: Self.now), to: path)
  }

  /// Writes it again and again, until it is removed.
  func run() {
    var hasTold = false
    while !end.wait(for: Self.interval) {
      do throws(CannotWrite) {
        try rewrite()
        hasTold = false
      } catch {
        // Its age tells the probe; the log tells why.
        if !hasTold { logger.warning("the health file cannot be written", metadata: ["error": "\(error)"]) }
        hasTold = true
      }
    }
  }

  /// Removes it. May come twice, from any thread.
  nonisolated func remove() {
    isRemoved.withLock { isRemoved in
      if !isRemoved { unlink(path) }
      isRemoved = true
    }
    end.signal()
  }

  private func rewrite() throws(CannotWrite) {
    let text = Self.text(worker.health, at: Self.now)
    try isRemoved.withLock { isRemoved throws(CannotWrite) in
      if !isRemoved { try Self.write(text, to: path) }
    }
  }

  /// What the file says.
  static func text(_ health: WorkerHealth, at now: Int) -> [UInt8] {
    var json = JSONWriter()
    func text(_ key: String, _ value: String) {
      json.key(key)
      json.string(value)
    }
    func number(_ key: String, _ value: Int) {
      json.key(key)
      json.integer(value)
    }
    json.beginObject()
    text("state", health.state.rawValue)
    text("at", Timestamp.iso8601Z(now))
    number("pid", Int(getpid()))
    json.key("sources")
    json.beginArray()
    for source in health.sources {
      json.beginObject()
      text("name", source.name)
      text("redis", source.redis)
      text("state", source.state.rawValue)
      text("since", Timestamp.iso8601Z(source.since))
      if let answeredAt = source.answeredAt { text("answered_at", Timestamp.iso8601Z(answeredAt)) }
      number("jobs", source.held)
      if let reason = source.reason { text("reason", reason) }
      json.endObject()
    }
    json.endArray()
    json.endObject()
    return json.bytes + [UInt8(ascii: "\n")]
  }

  /// Why there is no such file.
  struct CannotWrite: Error, CustomStringConvertible {
    let path: String
    let reason: String

    var description: String { "--health-file: \(Printable.line(path, limit: 200)) cannot be written: \(reason)" }
  }

  /// Replaces the file.
  private static func write(_ bytes: [UInt8], to path: String) throws(CannotWrite) {
    let draft = "\(path).\(getpid())"
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw CannotWrite(path: path, reason: String(cString: strerror(errno))) }
    let written = bytes.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
    // A disk that is full takes a part, and says nothing.
    let problem = written == bytes.count ? 0 : written < 0 ? errno : ENOSPC
    close(descriptor)
    if problem == 0, rename(draft, path) == 0 { return }
    let reason = String(cString: strerror(problem == 0 ? errno : problem))
    unlink(draft)
    throw CannotWrite(path: path, reason: reason)
  }

  private static var now: Int { time(nil) }

  private static func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    #if canImport(Glibc)
      Glibc.write(descriptor, bytes, count)
    #else
      Darwin.write(descriptor, bytes, count)
    #endif
  }
}
