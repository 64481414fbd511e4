import LifeboatFormat
import LifeboatInspector

/// A job of any bytes is kept in a record that Ruby can read, and comes back exactly; an entry of any bytes can be shown.
func checkResqueRecord(_ input: [UInt8]) throws(Violation) {
  let entry = ResqueFailure.encode(
    payload: input, queue: "q", worker: "h:1:q", exception: "E", error: text(input), failedAt: 0)
  guard let slice = try? JSONSlice(parsing: entry) else { throw Violation("the entry is no JSON: \(text(entry))") }
  try require(slice.findings.isStrict && slice.findings.depth <= 100, "Ruby cannot read the entry")
  let read = ResqueFailure.Entry(parsing: entry)
  try require(read.payload.flatMap(RecordedPayload.original) == input, "the job does not come back")
  try require(read.error == text(input), "the message does not come back")
  try checkShown(entry)
  try checkShown(input)
  _ = ResqueWorkerID(parsing: text(input))
  _ = ResqueWorking.read(input)
  if let job = try? DelayedJob(resque: input) {
    guard let payload = try? Payload(job.payload) else { throw Violation("a delayed job is no job") }
    try require(payload.slice(of: "queue") == nil, "a delayed job keeps its queue")
  }
  if let marked = try? ResqueFailure.marked(input, retriedAt: 0) {
    try require(ResqueFailure.Entry(parsing: marked).retriedAt != nil, "an entry is not marked")
  }
}

private func checkShown(_ entry: [UInt8]) throws(Violation) {
  let dialect = ResqueDialect()
  let stored = StoredFailure(set: "failed", bytes: entry)
  let record = dialect.record(stored)
  _ = (record.fingerprint, record.topFrame, record.latestFailure)
  let failure = dialect.failure(stored)
  try require(failure.className == record.className, "two readings find different classes")
  try require(failure.queue == record.queue, "two readings find different queues")
  guard let job = dialect.job(of: record), failure.malformed == nil else { return }
  do throws(RewriteObstacle) {
    let changed = try dialect.entry(of: record, holding: job, queue: nil)
    let again = dialect.record(StoredFailure(set: "failed", bytes: changed))
    guard dialect.job(of: again) == job else { throw RewriteObstacle("VIOLATION the job is another") }
  } catch {
    try require(!error.description.hasPrefix("VIOLATION"), error.description)
  }
}
