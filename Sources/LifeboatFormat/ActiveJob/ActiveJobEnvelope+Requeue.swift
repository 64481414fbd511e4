/// What changes in an Active Job that somebody sends back to work. Every byte that isn't named here stays.
extension ActiveJobEnvelope {
  /// The wrapper's arguments for the job's next run.
  ///
  /// `queue_name` goes with the job, as in Rails' own `retry_job(queue:)`: Active Job enqueues a job that it retries to the
  /// queue that is named there, and not to the one that it was taken from. A field that is missing isn't made.
  ///
  /// - Parameters:
  ///   - arguments: those that the envelope was read from.
  ///   - queue: another queue; nil for the same.
  ///   - startsOver: whether `executions` and the count of the errors begin anew.
  /// - Source: Active Job, `lib/active_job/exceptions.rb`, `retry_job`, and `enqueuing.rb`, 6.1 to 8.1.
  func requeued(in arguments: JSONSlice, movedTo queue: String?, startsOver: Bool) -> [UInt8] {
    var revision = PayloadRevision()
    if let queue, object["queue_name"] != nil { revision.set("queue_name", string: queue) }
    if startsOver {
      if object["executions"] != nil { revision.set("executions", number: "0") }
      if object["exception_executions"]?.kind == .object { revision.set("exception_executions", Array("{}".utf8)) }
    }
    return replaced(in: arguments, with: revision.applied(to: object))
  }

  /// The wrapper's arguments with other bytes in the envelope's place.
  func replaced(in arguments: JSONSlice, with envelope: [UInt8]) -> [UInt8] {
    var edits = JSONEdits()
    edits.replace(object.range, with: envelope[...])
    return edits.applied(to: arguments)
  }
}
