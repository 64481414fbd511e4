import Lifeboat
import LifeboatInspector

/// Ends workers that were found dead, and notes with each what came of it.
struct DeadWorkers {
  let connection: RedisConnection
  let dialect: ResqueDialect
  /// Where failures go; `nil` finds it by what Redis holds.
  let failures: FailureBackend?

  /// Ends those that are dead and were not tried before. What Redis refuses for one is noted with it, and the others go on.
  ///
  /// - Parameter watch: what knows our own processes.
  /// - Throws: what would stop every other too, such as a Redis that is away.
  func end(_ findings: inout [PruneFinding], _ watch: MemberWatch) async throws {
    for index in findings.indices where findings[index].isDead && findings[index].isPruned == nil {
      do {
        switch findings[index].subject {
        case .member(let member, _): try await end(member, watch, &findings[index])
        case .registered(let worker, let verdict): try await end(worker, verdict, &findings[index])
        }
      } catch {
        findings[index].isPruned = false
        findings[index].note = note(on: error)
        guard concernsOneOnly(error) else { throw error }
      }
    }
  }

  private func end(_ member: Member, _ watch: MemberWatch, _ finding: inout PruneFinding) async throws {
    let ending = try await connection.perform { (session) throws(RedisError) in
      try watch.end(member, on: session)
    }
    finding.isPruned = true
    switch ending {
    case .ended(let remains):
      finding.note = remains.returned == 1 ? "1 job is back" : "\(remains.returned) jobs are back"
      if remains.poisoned > 0 { finding.note += ", \(remains.poisoned) that keep killing workers failed" }
    case .gone: finding.note = "somebody else was quicker"
    case .alive: (finding.isPruned, finding.note) = (false, "it has beaten after all")
    case .refused(let message): (finding.isPruned, finding.note) = (false, Printable.line(message, limit: 200))
    }
  }

  private func end(
    _ worker: RegisteredWorker, _ verdict: PruneVerdict, _ finding: inout PruneFinding
  ) async throws {
    guard verdict != .unreadableJob else {
      let key = Printable.line(dialect.keys.worker(worker.id), limit: 120)
      (finding.isPruned, finding.note) = (false, "look at the key \(key), delete it and prune again")
      return
    }
    let pruner = WorkerPruner(connection: connection, dialect: dialect)
    let isPruned = try await pruner.unregister(
      worker, verdict, backend: try await backend(), at: try await pruner.time())
    finding.isPruned = isPruned
    if !isPruned {
      finding.note = "it has beaten, or gone on, since it was looked at"
    } else if !worker.isLifeboat, case .job(let queue, _, _) = worker.running {
      finding.note = "its job of \(Printable.line(queue, limit: 60)) is recorded as failed"
    }
  }

  private func backend() async throws -> FailureBackend {
    if let failures { return failures }
    return try await FailedList(connection: connection, dialect: dialect).found()
  }

  private func redisError(_ error: any Error) -> RedisError? {
    if case InspectorError.redis(let error) = error { return error }
    return error as? RedisError
  }

  /// Whether the others may do better. A full Redis refuses what must be written for a job, and not what frees.
  private func concernsOneOnly(_ error: any Error) -> Bool {
    switch redisError(error) {
    case .refused, .unexpected: true
    case let error?: error.code == "OOM"
    case nil: false
    }
  }

  private func note(on error: any Error) -> String {
    switch redisError(error) {
    case .refused(_, _, let message), .busy(_, let message): Printable.line(message, limit: 200)
    default: Printable.line("\(error)", limit: 200)
    }
  }
}
