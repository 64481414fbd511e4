import LifeboatFormat
import LifeboatInspector

/// A failed job stays a job that a poller takes; an entry of any bytes can be shown; what is due gives bytes that can be read.
func checkSidekiqRecord(_ input: [UInt8]) throws(Violation) {
  let now = SidekiqTime(microseconds: 1_795_252_255_250_000)
  let failure = SidekiqFailure(exception: "E::é", message: text(input), backtrace: ["x.rb:1"], at: now)
  if let job = try? SidekiqPayload(input) {
    _ = (failure.verdict(on: job), job.attempt, job.retry, job.tags, job.retryFor, job.createdAt?.text(.milliseconds))
    if let entry = failure.entry(of: job, queue: "q") {
      guard let again = try? SidekiqPayload(entry) else { throw Violation("a failed job is none: \(text(entry))") }
      try require(again.errorClass == "E::é", "the error's class is not there")
      try require(again.failures != .none && again.failures != .unreadable, "the failure is not counted")
    }
  }
  if let due = try? SidekiqDueEntry(input) {
    for pushed in [due.payload(at: now), due.retriedByHand(at: now, startsOver: true)] {
      guard let job = try? SidekiqPayload(pushed) else { throw Violation("what is due is no job: \(text(pushed))") }
      try require(job.payload.slice(of: "at") == nil, "what is due has its time still")
      try require(job.jid != nil || job.payload.slice(of: "jid")?.kind != .null, "what is due has no id")
    }
  }
  let stored = StoredFailure(set: "dead", bytes: input, score: "1795252730.9276633")
  let record = SidekiqDialect().record(stored)
  _ = (record.fingerprint, record.topFrame, record.latestFailure)
  let shown = SidekiqDialect().failure(stored)
  try require(shown.className == record.className, "two readings find different classes")
  _ = SidekiqDeadEntry.isShownByRuby(input)
  _ = SidekiqWork(parsing: input).flatMap(\.payload)
  let process = SidekiqProcess(member: text(input), fields: ["info": input, "beat": input, "busy": input])
  _ = (process.identity, process.host, process.pid, process.startedAt, process.queues, process.weights, process.beat)
}
