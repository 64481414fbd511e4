import LifeboatFormat
import LifeboatRedis

/// A registered worker of a Resque app, and whether it is dead.
struct JudgedWorker: PrunableWorker {
  let worker: RegisteredWorker
  let verdict: PruneVerdict
  let dialect: ResqueDialect
  /// Where failures go; `nil` finds it by what Redis holds.
  let backend: FailureBackend?

  var id: String { worker.id }
  var kind: String { worker.isLifeboat ? "lifeboat" : "resque" }
  var isDead: Bool { verdict.isDead }
  var isAlive: Bool { verdict.isAlive }
  var canBeEnded: Bool { isDead && verdict != .unreadableJob }
  var reason: String { verdict.description }

  var jobs: Int {
    // What one of ours ran is put back when its incarnation is ended.
    if case .job = worker.running { return worker.isLifeboat ? 0 : 1 }
    return 0
  }

  func end(on connection: RedisConnection) async throws(InspectorError) -> PruneOutcome {
    guard verdict != .unreadableJob else {
      let key = Printable.line(dialect.keys.worker(worker.id), limit: 120)
      return PruneOutcome(isPruned: false, note: "look at the key \(key), delete it and prune again")
    }
    let pruner = WorkerPruner(connection: connection, dialect: dialect)
    var backend = backend
    if backend == nil { backend = try await FailedList(connection: connection, dialect: dialect).found() }
    let isPruned = try await pruner.unregister(
      worker, verdict, backend: backend ?? .list, at: try await pruner.time())
    guard isPruned else {
      return PruneOutcome(isPruned: false, note: "it has beaten, or gone on, since it was looked at")
    }
    guard !worker.isLifeboat, case .job(let queue, _, _) = worker.running else {
      return PruneOutcome(isPruned: true, note: "")
    }
    return PruneOutcome(
      isPruned: true, note: "its job of \(Printable.line(queue, limit: 60)) is recorded as failed")
  }
}
