import LifeboatFormat
import LifeboatRedis

/// Whether Lifeboat's workers beat, as they do each second.
///
/// It waits for a beat of each, for ``patience`` at most: that is less than a lease, so it ends nobody and calls nobody dead.
struct BeatsCheck: Check {
  let name = "beats"
  let group = CheckGroup.workers
  let fine = "every Lifeboat worker beats"

  private static let patience = Duration.seconds(5)
  private static let pause = Duration.milliseconds(100)

  func findings(_ examination: Examination) async throws(InspectorError) -> [Finding] {
    let members = try await examination.members()
    let deadline = ContinuousClock.now + Self.patience
    var silent = members
    while true {
      let key = examination.dialect.ownKeys.processes
      let beats = try await examination.connection.read(silent.map { RedisCommand("HGET", key, $0.incarnation) })
      // One that has left meanwhile is silent for a good reason.
      silent = zip(silent, beats).filter { !$1.isNull && $1.string == $0.beat }.map(\.0)
      if silent.isEmpty || ContinuousClock.now >= deadline { break }
      do { try await Task.sleep(for: Self.pause) } catch { break }
    }
    let hasHelper = members.count > silent.count
    return silent.map { finding($0, hasHelper: hasHelper) }
  }

  private func finding(_ member: OwnMember, hasHelper: Bool) -> Finding {
    let held = member.jobs > 0 ? ", and holds \(Advice.count(member.jobs, "job"))" : ""
    let isStuck = member.jobs > 0 && !hasHelper
    return Finding(
      isStuck ? .problem : .warning,
      "the Lifeboat worker \(member.label) has not beaten for \(Self.patience.components.seconds) s\(held)",
      advice: (isStuck
        ? "no other Lifeboat worker is there to put them back: " : "another worker ends it after its lease: or ")
        + "`lifeboat worker prune` watches it and ends it if it is dead",
      evidence: [
        .text("worker", member.label), .text("incarnation", member.incarnation), .number("jobs", member.jobs),
      ])
  }
}
