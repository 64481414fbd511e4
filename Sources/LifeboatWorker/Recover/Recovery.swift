import LifeboatFormat
import LifeboatRedis
import Logging

/// Ends incarnations that were seen dead: their jobs go back to the front of their queues, and those that keep
/// killing workers go to the failed list.
struct Recovery {
  let configuration: WorkerConfiguration
  let session: RedisSession

  private var dialect: any Dialect { configuration.source.dialect }

  /// The leases that incarnations registered with.
  func leases(of incarnations: [String]) throws(RedisError) -> [String: Duration] {
    guard !incarnations.isEmpty else { return [:] }
    let commands = incarnations.map { RedisCommand("HGET", dialect.ownKeys.process($0), "lease_ms") }
    var leases: [String: Duration] = [:]
    for (name, reply) in zip(incarnations, try session.pipeline(commands)) {
      leases[name] = reply.string.flatMap { Int($0) }.map { .milliseconds($0) }
    }
    return leases
  }

  /// Ends an incarnation, unless its number has moved after all.
  func end(_ dead: DeathWatch.Dead) throws(RedisError) {
    let own = dialect.ownKeys
    let replies = try session.pipeline([
      RedisCommand("HGETALL", own.process(dead.incarnation)),
      RedisCommand("HGETALL", own.inflight(dead.incarnation)),
    ])
    let process = fields(replies[0])
    let slots = process["slots"].flatMap { Int($0) } ?? configuration.concurrency
    let call = VacateCall(
      dialect: dialect, incarnation: dead.incarnation, deadAt: dead.number, suspects: slots,
      poisonLimit: configuration.poisonLimit, entries: entries(replies[1], suspects: slots, process: process))
    let answer: VacateCall.Answer
    do {
      answer = try call.run(on: session)
    } catch {
      // The other dead do not wait for this one; it is looked at again after another lease.
      guard case .refused(_, _, let message) = error else { throw error }
      configuration.logger.error(
        "a dead worker's jobs cannot all be put back; trying again",
        metadata: ["incarnation": "\(dead.incarnation)", "reply": "\(message)"])
      return
    }
    guard case .done(let returned, let poisoned) = answer else { return }
    configuration.logger.warning(
      "another worker died; its jobs are back in their queues",
      metadata: [
        "incarnation": "\(dead.incarnation)", "host": "\(process["host"] ?? "?")", "pid": "\(process["pid"] ?? "?")",
        "returned": "\(returned)", "poisoned": "\(poisoned)",
      ])
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
    return jobs.prefix(suspects).map { job in
      let report = FailureReport(
        .crashedWorker,
        "its worker (\(process["host"] ?? "?"), pid \(process["pid"] ?? "?")) died while running it, as did "
          + "\(configuration.poisonLimit - 1) before; it will not be run again until somebody requeues it")
      return (
        job.field,
        dialect.failure(
          payload: job.payload, queue: job.queue, worker: "\(worker):\(job.queue)", report: report,
          at: WallClock.seconds)
      )
    }
  }

  private func fields(_ value: RedisValue) -> [String: String] {
    var fields: [String: String] = [:]
    for (name, value) in (value.array ?? []).pairs() {
      if let name = name.string { fields[name] = value.string ?? "" }
    }
    return fields
  }
}
