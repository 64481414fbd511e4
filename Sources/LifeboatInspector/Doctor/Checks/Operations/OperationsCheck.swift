import LifeboatFormat
import LifeboatRedis

/// Mass changes of failures that nobody goes on with: the failures that they hold are in no set.
struct OperationsCheck: Check {
  let name = "operations"
  let group = CheckGroup.operations
  let fine = "no operation on failures is left unfinished"

  /// Seconds without a step after which nobody seems to be at work.
  private static let silence = 600.0
  private static let most = 1_000

  func findings(_ examination: Examination) async throws(InspectorError) -> [Finding] {
    let own = examination.dialect.ownKeys
    let ids = try await examination.connection.read([
      RedisCommand("ZRANGE", own.operations, 0, Self.most - 1, "REV")
    ])[0].strings.map { String(decoding: $0, as: UTF8.self) }
    let hashes = try await examination.connection.read(ids.map { RedisCommand("HGETALL", own.operation($0)) })
    var findings: [Finding] = []
    for (id, hash) in zip(ids, hashes) where hash.array?.isEmpty == false {
      do throws(InspectorError) {
        let record = try OperationRecord(id, hash: hash, dialect: examination.dialect)
        if !record.isOver { findings += try await judge(record, examination).map { [$0] } ?? [] }
      } catch .unreadableOperation(_, let field) {
        findings.append(unreadable(id, field))
      }
    }
    return findings + (try await orphans(examination))
  }

  private func judge(_ record: OperationRecord, _ examination: Examination) async throws(InspectorError) -> Finding? {
    let key = examination.dialect.ownKeys.operationJournal(record.id)
    let latest = try await examination.connection.read([RedisCommand("XREVRANGE", key, "+", "-", "COUNT", 1)])[0]
    // A stream's ids begin with the millisecond by Redis's clock.
    let step = latest.array?.first?.array?.first?.string?.split(separator: "-").first.flatMap { Double($0) }
    let age = examination.now - max(step ?? 0, Double(record.startedAt)) / 1000
    let holds =
      "operation \(Printable.line(record.id, limit: 40)) holds \(Advice.count(record.counts.waiting, "failure"))"
    let evidence: [Finding.Evidence] = [
      .text("operation", record.id), .text("state", record.state.rawValue), .number("failures", record.counts.waiting),
      .number("seconds", Int(min(max(0, age), 1e12))),
    ]
    let advice = "`lifeboat op resume \(record.id)` goes on, `lifeboat op undo \(record.id)` gives them back"
    if record.state == .paused {
      return Finding(
        age > 86_400 ? .warning : .note, "\(holds) and is paused; its last step was \(Advice.span(age)) ago",
        advice: advice, evidence: evidence)
    }
    guard age > Self.silence else { return nil }
    return Finding(
      .problem,
      "\(holds) and is \(record.state.rawValue), but made no step for \(Advice.span(age)): its program has died"
        + " or hangs", advice: advice, evidence: evidence)
  }

  private func unreadable(_ id: String, _ field: String) -> Finding {
    .warning(
      "the record of operation \(Printable.line(id, limit: 40)) cannot be read: its \(Printable.line(field, limit: 40)) is"
        + " missing or unknown here",
      advice: "go on with the version of Lifeboat that began it, or put its failures back as docs/leaving.md says",
      .text("operation", id), .text("field", field))
  }

  /// Failures that were claimed by an operation of which there is no record.
  private func orphans(_ examination: Examination) async throws(InspectorError) -> [Finding] {
    let own = examination.dialect.ownKeys
    let claimed = try await examination.ownKeys().keys.compactMap { key -> (key: String, id: String)? in
      if case .claimed(let id) = own.meaning(of: key) { (key, id) } else { nil }
    }
    let exist = try await examination.connection.read(claimed.map { RedisCommand("EXISTS", own.operation($0.id)) })
    return zip(claimed, exist).filter { $1.int == 0 }.prefix(10).map { claim, _ in
      .problem(
        "\(Printable.line(claim.key, limit: 120)) holds failures of an operation that is not recorded: no set shows them",
        advice: "put them back as docs/leaving.md says, under Operations on failures", .text("key", claim.key))
    }
  }
}
