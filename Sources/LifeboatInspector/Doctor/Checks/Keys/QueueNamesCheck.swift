import LifeboatFormat
import LifeboatRedis

/// Jobs in lists that no set of queues names: Ruby's pages do not show them, and workers of patterns do not find them.
struct QueueNamesCheck: Check {
  let name = "queue-names"
  let group = CheckGroup.keys
  let fine = "every queue with jobs is in the set of queues"

  func findings(_ examination: Examination) async throws(InspectorError) -> [Finding] {
    let dialect = examination.dialect
    let prefix = dialect.keys.queue("")
    // A fetcher of Sidekiq Pro's keeps jobs that run in such lists.
    let names = try await examination.queueKeys().keys.map { String($0.dropFirst(prefix.count)) }
      .filter { !$0.hasPrefix("sq|") }
    let noted = try await examination.connection.read(
      names.map { RedisCommand("SISMEMBER", dialect.keys.queues, $0) })
    let lengths = try await examination.connection.read(
      names.map { RedisCommand("LLEN", dialect.keys.queue($0)) }, showsWrongTypes: true)
    let serving = try await examination.serving()
    var findings = names.indices.filter { noted[$0].int == 0 && lengths[$0].int ?? 0 > 0 }.map { index in
      finding(names[index], jobs: lengths[index].int ?? 0, isServed: serving.isServed(names[index]), dialect)
    }
    let survey = try await examination.queues()
    if survey.total > survey.queues.count {
      findings.append(
        .note(
          "\(survey.queues.count) of \(survey.total) queues were looked at", advice: nil,
          .number("queues", survey.total)))
    }
    return findings
  }

  private func finding(_ queue: String, jobs: Int, isServed: Bool, _ dialect: any InspectorDialect) -> Finding {
    let sentence =
      "\(Advice.count(jobs, "job")) wait\(Advice.s(jobs)) in the queue \(Printable.line(queue, limit: 80)), which the set"
      + " of queues does not name: Ruby's pages do not show it"
    return Finding(
      isServed ? .warning : .problem, sentence + (isServed ? "" : ", and no worker serves it"),
      advice: "name it: `redis-cli sadd \(Advice.word(dialect.keys.queues)) \(Advice.word(queue))`",
      evidence: [.text("queue", queue), .number("jobs", jobs)])
  }
}
