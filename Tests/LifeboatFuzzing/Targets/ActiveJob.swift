import LifeboatFormat

/// An envelope's plain arguments, and plain arguments that are marked, are JSON; a retry counts once; what GlobalID reads it
/// writes so that it reads the same.
func checkActiveJob(_ input: [UInt8]) throws(Violation) {
  guard let arguments = try? JSONSlice(parsing: input) else { return }
  try requireJSON(Array(ActiveJobArguments.plain(arguments).bytes), "plain arguments")
  let marked = ActiveJobArguments.marked(arguments)
  try requireJSON(marked, "marked arguments")
  let envelope: ActiveJobEnvelope
  do {
    envelope = try ActiveJobEnvelope(wrapperArguments: arguments)
  } catch {
    return try requirePrintable(error.description, "the reason")
  }
  if let plain = envelope.plainArguments { try requireJSON(Array(plain.bytes), "plain arguments") }
  _ = (envelope.jobID, envelope.exceptionExecutions, envelope.enqueuedAt, envelope.scheduledAt, envelope.timeZone)
  try checkResquePayload(around: input)
}

private func checkResquePayload(around arguments: [UInt8]) throws(Violation) {
  let job = ResquePayload.encode(className: ActiveJobEnvelope.resqueWrapper, arguments: arguments)
  guard let payload = try? ResquePayload(job) else { return }
  for queue in [nil, "an other: queue"] {
    let again = payload.requeued(movedTo: queue, startsOver: true)
    guard let reread = try? ResquePayload(again),
      let envelope = try? ActiveJobEnvelope(wrapperArguments: reread.arguments)
    else { throw Violation("a requeued job cannot be read: \(text(again))") }
    try require(envelope.executions == 0, "a job that starts over has run \(envelope.executions) times")
    // A field that is missing is not made.
    if let queue, envelope.object["queue_name"] != nil {
      try require(envelope.queueName == queue, "a moved job names the queue \(envelope.queueName ?? "nil")")
    }
  }
}

/// Goes on only if bytes are one JSON value.
func requireJSON(_ bytes: [UInt8], _ what: String) throws(Violation) {
  do {
    _ = try JSONSlice(parsing: bytes)
  } catch {
    throw Violation("\(what) are no JSON: \(error) in \(text(bytes))")
  }
}
