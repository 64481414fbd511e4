import LifeboatFormat
import LifeboatRedis
import Logging
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Registers incarnations of this process, and knows the current one.
final class Registration: Sendable {
  private let configuration: WorkerConfiguration
  private let state = Mutex<Incarnation?>(nil)
  private let ordinals = Mutex(0)
  /// An incarnation whose registration went unanswered. It is tried again as itself: under another name, the first
  /// would stay behind as a ghost, and its end would remove the presence that both share.
  private let unanswered = Mutex<Incarnation?>(nil)

  init(configuration: WorkerConfiguration) {
    self.configuration = configuration
  }

  /// The incarnation that this process lives as; `nil` before the first.
  var current: Incarnation? {
    get { state.withLock { $0 } }
    set { state.withLock { $0 = newValue } }
  }

  /// Registers a new incarnation with its presence.
  func run(on session: RedisSession) throws(RedisError) -> Incarnation {
    let dialect = configuration.source.dialect
    let new: Incarnation
    if let earlier = unanswered.withLock({ $0 }) { new = earlier } else { new = try next(session) }
    unanswered.withLock { $0 = new }
    let now = try Self.redisTime(session)
    var command = try session.command(for: .register, keyCount: 5)
    let own = dialect.ownKeys
    for key in [
      own.processes, own.process(new.name), own.workers(of: new.name), dialect.keys.workers, dialect.keys.heartbeats,
    ] {
      command.append(key)
    }
    command.append(new.name)
    command.append(Timestamp.heartbeat(now))
    command.append(Timestamp.started(WallClock.seconds))
    command.append(dialect.keys.worker(""))
    let record = self.record
    command.append(record.count)
    for (field, value) in record {
      command.append(field)
      command.append(value)
    }
    for id in new.workerIDs { command.append(id) }
    let reply = try session.pipeline([command])[0]
    guard reply.string == "OK" else { throw .notAResult(of: "register", reply, server: session.url) }
    unanswered.withLock { $0 = nil }
    return new
  }

  private func next(_ session: RedisSession) throws(RedisError) -> Incarnation {
    let failures: FailureBackend
    if let told = configuration.failures { failures = told } else { failures = try findFailures(session) }
    let ordinal = ordinals.withLock { ordinal in
      ordinal += 1
      return ordinal
    }
    return Incarnation(
      ordinal: ordinal,
      workerIDs: configuration.source.dialect.workerIDs(
        host: LocalHost.name, pid: Self.pid, slots: configuration.concurrency, queues: configuration.source.queues),
      failures: failures)
  }

  private func findFailures(_ session: RedisSession) throws(RedisError) -> FailureBackend {
    let found = try session.findFailures(configuration.source.dialect.keys)
    if found != .list {
      configuration.logger.notice(
        "found where this app keeps its failures", metadata: ["failures": "\(found.rawValue)"])
    }
    return found
  }

  /// Seconds since 1970 by Redis's clock, which heartbeats are written and judged by.
  static func redisTime(_ session: RedisSession) throws(RedisError) -> Int {
    let reply = try session.call(RedisCommand("TIME"))
    guard let seconds = reply.array?.first?.string.flatMap({ Int($0) }) else {
      throw .unexpected(server: "\(session.url)", command: "TIME", expected: "two numbers", got: "\(reply)")
    }
    return seconds
  }

  static var pid: Int { Int(getpid()) }

  /// What it says of itself, see ``LifeboatKeys/process(_:)``.
  private var record: [(String, String)] {
    var queues = JSONWriter()
    queues.beginArray()
    for queue in configuration.source.queues { queues.string(queue) }
    queues.endArray()
    let identity = ProcessIdentity.own.map { [("machine", $0.machine), ("process_start", $0.start)] } ?? []
    return [
      ("host", LocalHost.name), ("pid", String(Self.pid)), ("started", Timestamp.iso8601Z(WallClock.seconds)),
      ("lease_ms", String(configuration.lease.nanoseconds / 1_000_000)), ("slots", String(configuration.concurrency)),
      ("queues", String(decoding: queues.bytes, as: UTF8.self)), ("version", LifeboatVersion.current),
    ] + identity
  }
}
