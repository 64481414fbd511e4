import LifeboatFormat
import LifeboatRedis

/// What workers of Lifeboat's left that are no members any more: jobs among it would never run.
struct OrphansCheck: Check {
  let name = "orphans"
  let group = CheckGroup.keys
  let fine = "no jobs are held for a worker that is not registered"

  func findings(_ examination: Examination) async throws(InspectorError) -> [Finding] {
    let own = examination.dialect.ownKeys
    let meanings = try await examination.ownKeys().keys.compactMap { own.meaning(of: $0) }
    let held = meanings.compactMap { if case .inflight(let name) = $0 { name } else { nil } }
    let left = meanings.compactMap { meaning -> String? in
      switch meaning {
      case .process(let name), .workers(let name): name
      default: nil
      }
    }
    // Asked now, behind the search: whoever registered meanwhile is a member.
    let members = Set(try await examination.connection.read([RedisCommand("HKEYS", own.processes)])[0].strings)
    func isGone(_ name: String) -> Bool { !members.contains(Array(name.utf8)) }
    let orphans = held.filter(isGone)
    let counts = try await examination.connection.read(
      orphans.map { RedisCommand("HLEN", own.inflight($0)) }, showsWrongTypes: true)
    var findings = zip(orphans, counts).compactMap { name, count in
      count.int.flatMap { $0 > 0 ? jobs($0, of: name, own) : nil }
    }
    let rests = Set(left.filter(isGone)).subtracting(orphans).sorted()
    if !rests.isEmpty {
      findings.append(
        .note(
          "\(Advice.count(rests.count, "worker")) that \(rests.count == 1 ? "is" : "are") gone left a record: no jobs",
          advice: "nothing needs to be done; `redis-cli del \(Advice.word(own.process(rests[0])))` removes one",
          .texts("incarnations", Array(rests.prefix(20)))))
    }
    return findings
  }

  private func jobs(_ count: Int, of incarnation: String, _ own: LifeboatKeys) -> Finding {
    .problem(
      "\(Advice.count(count, "job")) \(count == 1 ? "is" : "are") held for the worker \(Printable.line(incarnation, limit: 40)),"
        + " which is not registered: nobody will run \(count == 1 ? "it" : "them")",
      advice: "register it, and let it be ended as any dead worker:"
        + " `redis-cli hset \(Advice.word(own.processes)) \(Advice.word(incarnation)) 0`, then `lifeboat worker prune`",
      .text("incarnation", incarnation), .number("jobs", count))
  }
}
