extension SidekiqPayload {
  /// The bytes of a new job, its keys in Ruby's order: options, class, arguments, id, times.
  ///
  /// - Parameters:
  ///   - className: for an Active Job its wrapper, see ``ActiveJobEnvelope/sidekiqWrapper``.
  ///   - arguments: the bytes of a JSON array; they are not checked.
  ///   - options: neither are they, see ``SidekiqJobOptions/validate()``.
  ///   - enqueuedAt: nil for a job that goes into the schedule.
  ///   - wrapped: the class of an Active Job.
  ///   - form: how times are written.
  public static func encode(
    className: String, arguments: [UInt8], queue: String, jid: String, options: SidekiqJobOptions = SidekiqJobOptions(),
    createdAt: SidekiqTime, enqueuedAt: SidekiqTime?, wrapped: String? = nil, form: SidekiqTime.Form = .seconds
  ) -> [UInt8] {
    var writer = JSONWriter(capacity: 200 + className.utf8.count + arguments.count)
    writer.beginObject()
    options.write(to: &writer, queue: queue)
    writer.key("class")
    writer.string(className)
    if let wrapped {
      writer.key("wrapped")
      writer.string(wrapped)
    }
    writer.key("args")
    writer.raw(arguments)
    writer.key("jid")
    writer.string(jid)
    writer.key("created_at")
    // The same for most new jobs, and costly to spell.
    let created = createdAt.text(form)
    writer.raw(created.utf8)
    if let enqueuedAt {
      writer.key("enqueued_at")
      writer.raw((enqueuedAt == createdAt ? created : enqueuedAt.text(form)).utf8)
    }
    writer.endObject()
    return writer.bytes
  }
}

extension SidekiqJobOptions {
  /// Writes what differs from an app's defaults; `retry` and `queue` always.
  func write(to writer: inout JSONWriter, queue: String) {
    writer.key("retry")
    switch retry {
    case .missing, .standard: writer.bool(true)
    case .never: writer.bool(false)
    case .limit(let limit): writer.integer(limit)
    }
    writer.key("queue")
    writer.string(queue)
    if !tags.isEmpty {
      writer.key("tags")
      writer.beginArray()
      for tag in tags { writer.string(tag) }
      writer.endArray()
    }
    switch backtrace {
    case .none: break
    case .all:
      writer.key("backtrace")
      writer.bool(true)
    case .lines(let lines):
      writer.key("backtrace")
      writer.integer(lines)
    }
    writeRest(to: &writer)
  }

  private func writeRest(to writer: inout JSONWriter) {
    if let retryFor {
      writer.key("retry_for")
      writer.integer(retryFor)
    }
    if let retryQueue {
      writer.key("retry_queue")
      writer.string(retryQueue)
    }
    if !dead {
      writer.key("dead")
      writer.bool(false)
    }
    if let expiresIn {
      writer.key("expires_in")
      writer.integer(expiresIn)
    }
  }
}
