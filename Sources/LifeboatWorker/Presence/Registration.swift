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
  private let presence: any Presence
  private let state = Mutex<Incarnation?>(nil)
  private let ordinals = Mutex(0)
  /// An incarnation whose registration went unanswered. It is tried again as itself: under another name, the first
  /// would stay behind as a ghost, and its end would remove the presence that both share.
  private let unanswered = Mutex<Incarnation?>(nil)

  init(configuration: WorkerConfiguration, presence: any Presence) {
    self.configuration = configuration
    self.presence = presence
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
    let part = try presence.registration(of: new.names, on: session)
    var command = try session.command(for: dialect.parts.scripts.register, keyCount: 3 + part.keys.count)
    let own = dialect.ownKeys
    command.append(each: [own.processes, own.process(new.name), own.workers(of: new.name)] + part.keys)
    command.append(new.name)
    let record = self.record
    command.append(record.count)
    for (field, value) in record {
      command.append(field)
      command.append(value)
    }
    command.append(new.names.count)
    command.append(each: new.names)
    command.append(each: part.arguments)
    let reply = try session.pipeline([command])[0]
    guard reply.string == "OK" else { throw .notAResult(of: "register", reply, server: session.url) }
    unanswered.withLock { $0 = nil }
    return new
  }

  private func next(_ session: RedisSession) throws(RedisError) -> Incarnation {
    let endings = try configuration.source.dialect.parts.endings(told: configuration.failures, on: session)
    if let (remark, metadata) = endings.remark { configuration.logger.notice("\(remark)", metadata: metadata) }
    let ordinal = ordinals.withLock { ordinal in
      ordinal += 1
      return ordinal
    }
    return Incarnation(ordinal: ordinal, names: presence.names(), endings: endings)
  }

  static var pid: Int { Int(getpid()) }

  /// What it says of itself, see ``LifeboatKeys/process(_:)``.
  private var record: [(String, String)] {
    let identity = ProcessIdentity.own.map { [("machine", $0.machine), ("process_start", $0.start)] } ?? []
    return [
      ("host", LocalHost.name), ("pid", String(Self.pid)), ("started", Timestamp.iso8601Z(WallClock.seconds)),
      ("lease_ms", String(configuration.lease.nanoseconds / 1_000_000)), ("slots", String(configuration.concurrency)),
      ("queues", Self.list(configuration.source.queues)), ("classes", Self.list(configuration.registry.classNames)),
      ("version", LifeboatVersion.current),
    ] + identity
  }

  private static func list(_ texts: [String]) -> String {
    var json = JSONWriter()
    json.beginArray()
    for text in texts { json.string(text) }
    json.endArray()
    return String(decoding: json.bytes, as: UTF8.self)
  }
}
