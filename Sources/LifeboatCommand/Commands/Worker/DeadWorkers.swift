import Lifeboat
import LifeboatInspector

/// Ends workers that were found dead, and notes with each what came of it.
struct DeadWorkers {
  let connection: RedisConnection

  /// Ends those that are dead and were not tried before. What Redis refuses for one is noted with it, and the others go on.
  ///
  /// - Parameter watch: what knows our own processes.
  /// - Throws: what would stop every other too, such as a Redis that is away.
  func end(_ findings: inout [PruneFinding], _ watch: MemberWatch) async throws {
    for index in findings.indices where findings[index].isDead && findings[index].isPruned == nil {
      do {
        switch findings[index].subject {
        case .member(let member, _): try await end(member, watch, &findings[index])
        case .registered(let worker): try await end(worker, &findings[index])
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

  private func end(_ worker: any PrunableWorker, _ finding: inout PruneFinding) async throws {
    let outcome = try await worker.end(on: connection)
    (finding.isPruned, finding.note) = (outcome.isPruned, outcome.note)
  }

  private func redisError(_ error: any Error) -> RedisError? {
    if case InspectorError.redis(let error) = error { return error }
    return error as? RedisError
  }

  /// Whether the others may do better. A full Redis refuses what must be written for a job, and not what frees.
  private func concernsOneOnly(_ error: any Error) -> Bool {
    switch redisError(error) {
    case let error? where error.isForbidden: false
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
