import LifeboatFormat
import LifeboatRedis

/// One call of the vacate script: an incarnation leaves, or is ended by an observer.
struct VacateCall {
  enum Answer: Equatable {
    case gone
    case alive
    case done(returned: Int, poisoned: Int)
  }

  let dialect: ResqueDialect
  let incarnation: String
  /// The beat number at which it was seen dead; `nil` when it leaves by itself.
  var deadAt: String?
  /// How many of its oldest jobs were running.
  var suspects = 0
  var poisonLimit = 0
  /// Where the app keeps its failures.
  var failures = FailureBackend.list
  /// What to record for a suspect that becomes poison.
  var entries: [(field: [UInt8], entry: [UInt8])] = []

  /// Seconds after which a suspicion is forgotten.
  static let poisonMemory = 86_400

  func run(on session: RedisSession) throws(RedisError) -> Answer {
    let keys = dialect.keys
    let own = dialect.ownKeys
    var command = try session.command(for: .vacate, keyCount: 12)
    for key in [
      own.processes, own.process(incarnation), own.workers(of: incarnation), own.inflight(incarnation), keys.workers,
      keys.heartbeats, own.poison, keys.failed, keys.statProcessed, keys.statFailed, keys.queues,
      keys.failedQueues,
    ] {
      command.append(key)
    }
    for argument in [
      incarnation, deadAt ?? "", String(suspects), String(poisonLimit), String(Self.poisonMemory), keys.worker(""),
      keys.statProcessed(worker: ""), keys.statFailed(worker: ""), keys.queue(""),
      failures.rawValue, keys.failed(list: ""),
    ] {
      command.append(argument)
    }
    for (field, entry) in entries {
      command.append(field)
      command.append(entry)
    }
    let reply = try session.pipeline([command])[0]
    switch reply.string {
    case "GONE": return .gone
    case "ALIVE": return .alive
    default: break
    }
    guard case .array(let counts) = reply else { throw .notAResult(of: "vacate", reply, server: session.url) }
    return .done(returned: counts.first?.int ?? 0, poisoned: counts.last?.int ?? 0)
  }
}
