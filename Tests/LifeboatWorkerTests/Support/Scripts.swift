import LifeboatFormat
import LifeboatRedis
import LifeboatTestSupport
import Testing

@testable import LifeboatWorker

/// Calls the worker's scripts with the arguments that their contracts ask for, on a Redis of its own.
struct Scripts {
  let server: RedisServer
  let session: RedisSession
  let keys = ResqueDialect().keys
  let own = ResqueDialect().ownKeys
  let scripts = WorkerScripts(.resque)

  init() throws {
    server = try RedisServer()
    session = server.session()
  }

  @discardableResult
  func register(_ name: String, ids: [String] = [], record: [String] = ["host", "box"]) throws -> RedisValue {
    let keys = [own.processes, own.process(name), own.workers(of: name), keys.workers, keys.heartbeats]
    let arguments =
      [name, String(record.count / 2)] + record + [String(ids.count)] + ids
      + ["beat-time", "start-time", self.keys.worker("")]
    return try session.run(scripts.register, keys: keys, arguments: arguments)
  }

  func lease(
    _ name: String, _ queues: [String], most: Int = 50, bytes: Int = 1_000_000, free: Int = 50, extras: [Int] = [],
    above: Int = 0
  ) throws -> RedisValue {
    let lists = queues.map { keys.queue($0) }
    var arguments = [name, String(most), String(bytes), String(free), String(above)]
    for (index, queue) in queues.enumerated() {
      arguments += [queue, String(index < extras.count ? extras[index] : 0)]
    }
    return try session.run(
      scripts.lease, keys: [own.processes, own.inflight(name), own.sequence, keys.pauseAll, own.pausedQueues] + lists,
      arguments: arguments)
  }

  /// A lease's jobs: field, payload, …
  func leased(
    _ name: String, _ queues: [String], most: Int = 50, bytes: Int = 1_000_000, free: Int = 50, extras: [Int] = [],
    above: Int = 0
  ) throws -> [String] {
    let reply = try lease(name, queues, most: most, bytes: bytes, free: free, extras: extras, above: above)
    guard let yields = reply.array?.dropFirst() else { return ["(\(reply.kind))"] }
    return yields.flatMap { yield in
      let parts = (yield.array ?? []).map { $0.string ?? "(no text)" }
      guard parts.count > 2, let first = Int(parts[1]) else { return ["(no yield)"] }
      return parts[2...].enumerated().flatMap { ["\(first + $0):\(parts[0])", $1] }
    }
  }

  func watch(_ queues: [String], learnsQueues: Bool = false) throws -> RedisValue {
    try session.run(
      .watch, keys: [keys.pauseAll, own.pausedQueues, keys.queues] + queues.map { keys.queue($0) },
      arguments: [learnsQueues ? "1" : "0"] + queues)
  }

  /// How many were settled, or what else the script said.
  func settle(
    _ name: String, succeeded: [String] = [], _ groups: [String] = [], failures: FailureBackend = .list
  ) throws -> RedisValue {
    let reply = try session.run(
      scripts.settle,
      keys: [
        own.processes, own.inflight(name), own.poison, own.snoozed, own.snoozedJobs, keys.queues, keys.statProcessed,
        keys.statFailed, keys.failed, keys.delayedSchedule, keys.failedQueues,
      ],
      arguments: [
        name, keys.queue(""), keys.delayedPrefix, keys.delayedTimesPrefix, failures.rawValue, keys.failed(list: ""),
        String(succeeded.count),
      ] + succeeded + groups)
    return reply.array?.first ?? reply
  }

  /// What the due script answers, arrays as arrays.
  func due(most: Int = 100, bytes: Int = 1_000_000, past: Int = 0) throws -> [RedisValue] {
    let reply = try session.run(
      .due, keys: [keys.delayedSchedule, keys.schedulerLock],
      arguments: [keys.delayedPrefix, String(most), String(bytes), String(past)])
    return try #require(reply.array, "\(reply)")
  }

  /// How many the promote script moved, and what it said of the next.
  func promote(_ second: Int, _ groups: [String], failures: FailureBackend = .list) throws -> (Int?, String?) {
    let lists = [
      keys.schedulerLock, keys.delayedSchedule, keys.delayed(at: second), keys.queues, keys.failed, keys.failedQueues,
    ]
    let reply = try session.run(
      .promote, keys: lists,
      arguments: [
        String(second), keys.delayedName(at: second), keys.queue(""), keys.delayedTimesPrefix,
        failures.rawValue, keys.failed(list: ""),
      ] + groups)
    return (reply.array?.first?.int, reply.array?.last?.string)
  }

  /// Delays a job as Ruby does.
  func delay(_ entry: String, at second: Int) throws {
    try session.run("RPUSH", keys.delayed(at: second), entry)
    try session.run("SADD", keys.delayedTimesPrefix + entry, keys.delayedName(at: second))
    try session.run("ZADD", keys.delayedSchedule, String(second), String(second))
  }

  func beat(_ name: String, _ number: Int, _ groups: [String] = []) throws -> RedisValue {
    try session.run(
      scripts.beat,
      keys: [
        own.processes, own.inflight(name), own.snoozed, own.snoozedJobs, keys.queues, keys.workers, keys.heartbeats,
      ],
      arguments: [
        name, String(number), keys.queue(""), keys.worker(""), keys.statProcessed(worker: ""),
        keys.statFailed(worker: ""),
      ] + groups)
  }

  func vacate(
    _ name: String, deadAt: String? = nil, suspects: Int = 0, limit: Int = 3, entries: [(String, String)] = [],
    failures: FailureBackend = .list
  ) throws -> VacateCall.Answer {
    try VacateCall(
      dialect: ResqueDialect(), incarnation: name, endings: ResqueEndings(keys: keys, failures: failures),
      deadAt: deadAt, suspects: suspects, poisonLimit: limit,
      entries: entries.map { (bytes($0.0), bytes($0.1)) }
    ).run(on: session)
  }
}
