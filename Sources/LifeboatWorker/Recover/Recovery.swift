import LifeboatFormat
import LifeboatRedis

/// Ends incarnations that were seen dead: their jobs go back to the front of their queues, and those that keep
/// killing workers go to the failed list.
public struct Recovery {
  let dialect: any WorkerDialect
  let session: RedisSession
  /// Deaths until a job is poison.
  var poisonLimit = WorkerConfiguration.usualPoisonLimit
  /// Where the app keeps its failures; `nil` finds it by what Redis holds.
  var failures: FailureBackend?
  /// How many slots an incarnation had that left no record of it.
  var slots = WorkerConfiguration.usualConcurrency

  /// What became of an incarnation that was to be ended.
  public enum Ending: Sendable, Equatable {
    /// It is no member any more: it left, or somebody else was quicker.
    case gone
    /// Its number has moved after all.
    case alive
    /// It is ended.
    case ended(Remains)
    /// Some of its jobs cannot be put back, by Redis's own message; it stays a member.
    case refused(String)
  }

  /// What an incarnation left behind.
  public struct Remains: Sendable, Equatable {
    /// How many jobs went back to their queues.
    public let returned: Int
    /// How many went to the failed list, because they keep killing workers.
    public let poisoned: Int
    let host: String?
    let pid: String?
  }

  /// The leases that incarnations registered with.
  func leases(of incarnations: [String]) throws(RedisError) -> [String: Duration] {
    guard !incarnations.isEmpty else { return [:] }
    let commands = incarnations.map { RedisCommand("HGET", dialect.ownKeys.process($0), "lease_ms") }
    var leases: [String: Duration] = [:]
    for (name, reply) in zip(incarnations, try session.pipeline(commands)) {
      leases[name] = reply.string.flatMap { Member.lease(milliseconds: $0) }
    }
    return leases
  }

  /// Ends an incarnation, unless its number has moved after all.
  func end(_ dead: DeathWatch.Dead) throws(RedisError) -> Ending {
    let own = dialect.ownKeys
    let replies = try session.pipeline([
      RedisCommand("HGETALL", own.process(dead.incarnation)),
      RedisCommand("HGETALL", own.inflight(dead.incarnation)),
    ])
    let process = replies[0].fields
    let slots = process["slots"].flatMap { Int($0) } ?? slots
    let endings = try dialect.parts.endings(told: failures, on: session)
    let call = VacateCall(
      dialect: dialect, incarnation: dead.incarnation, endings: endings, deadAt: dead.number, suspects: slots,
      poisonLimit: poisonLimit, entries: entries(replies[1], suspects: slots, process: process))
    do {
      switch try call.run(on: session) {
      case .gone: return .gone
      case .alive: return .alive
      case .done(let returned, let poisoned):
        return .ended(
          Remains(returned: returned, poisoned: poisoned, host: process["host"], pid: process["pid"]))
      }
    } catch {
      guard case .refused(_, _, let message) = error else { throw error }
      return .refused(message)
    }
  }

  /// What to record for each suspect, should the script find that it has killed once too often. The script counts;
  /// it cannot build JSON.
  private func entries(
    _ inflight: RedisValue, suspects: Int, process: [String: String]
  ) -> [(field: [UInt8], entry: [UInt8])] {
    var jobs: [(sequence: UInt64, queue: String, field: [UInt8], payload: [UInt8])] = []
    for (field, payload) in (inflight.array ?? []).pairs() {
      guard let field = field.bytes, let payload = payload.bytes,
        let (sequence, queue) = InflightField.parse(field)
      else { continue }
      jobs.append((sequence, queue, field, payload))
    }
    jobs.sort { $0.sequence < $1.sequence }
    let worker = "\(process["host"] ?? "unknown")~lifeboat:\(process["pid"] ?? "0")"
    return jobs.prefix(suspects).compactMap { job in
      let report = FailureReport(
        .crashedWorker,
        "its worker (\(process["host"] ?? "?"), pid \(process["pid"] ?? "?")) died while running it, as did "
          + "\(poisonLimit - 1) before; it will not be run again until somebody requeues it")
      let entry = dialect.parts.judge.burial(
        of: job.payload, queue: job.queue, worker: "\(worker):\(job.queue)", report: report)
      return entry.map { (job.field, $0) }
    }
  }
}
