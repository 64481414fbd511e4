import LifeboatFormat
import LifeboatRedis

/// One call of the vacate script: an incarnation leaves, or is ended by an observer.
struct VacateCall {
  enum Answer: Equatable {
    case gone
    case alive
    case done(returned: Int, poisoned: Int)
  }

  let dialect: any WorkerDialect
  let incarnation: String
  /// Where its jobs go when they fail.
  let endings: any Endings
  /// The beat number at which it was seen dead; `nil` when it leaves by itself.
  var deadAt: String?
  /// How many of its oldest jobs were running.
  var suspects = 0
  var poisonLimit = 0
  /// What to record for a suspect that becomes poison.
  var entries: [(field: [UInt8], entry: [UInt8])] = []

  /// Seconds after which a suspicion is forgotten.
  static let poisonMemory = 86_400

  func run(on session: RedisSession) throws(RedisError) -> Answer {
    let keys = dialect.keys
    let own = dialect.ownKeys
    let part = endings.vacating
    var command = try session.command(for: dialect.parts.scripts.vacate, keyCount: 8 + part.keys.count)
    for key in [
      own.processes, own.process(incarnation), own.workers(of: incarnation), own.inflight(incarnation), own.poison,
      keys.queues, keys.statProcessed, keys.statFailed,
    ] {
      command.append(key)
    }
    command.append(each: part.keys)
    for argument in [
      incarnation, deadAt ?? "", String(suspects), String(poisonLimit), String(Self.poisonMemory), keys.queue(""),
    ] {
      command.append(argument)
    }
    command.append(each: part.arguments)
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
