import Lifeboat
import LifeboatInspector

/// How a failed entry is shown.
enum FailureView {
  /// The names of the lists that it is in.
  static func lists(_ failure: Failure) -> String {
    ([failure.set] + [failure.twin?.list].compactMap(\.self)).map { Printable.line($0, limit: 40) }
      .joined(separator: ", ")
  }

  /// All of it, for people.
  static func lines(_ shown: ShownFailure, _ printer: Printer) -> [String] {
    let (failure, copies, fingerprint) = (shown.failure, shown.copies, shown.fingerprint)
    var lines: [String] = []
    func add(_ name: String, _ value: String?) {
      guard let value else { return }
      let padding = String(repeating: " ", count: max(0, 10 - name.count))
      lines.append("\(printer.bold(name))\(padding) \(Printable.line(value))")
    }
    add("id", failure.id.digits)
    if copies > 1 { add("copies", "\(copies) entries with these bytes") }
    add("list", lists(failure))
    if failure.malformed == nil { add("kind", fingerprint.digits) }
    add("failed at", failure.failedAt.map(text))
    add("retried at", failure.retriedAt.map(text))
    add("retries", failure.retries?.count.map(String.init))
    add("due at", failure.retries?.dueAt.map { Timestamp.iso8601Z($0) })
    add("died at", failure.retries?.diedAt.map { Timestamp.iso8601Z($0) })
    add("jid", failure.retries?.jid)
    add("queue", failure.queue)
    add("class", failure.className.map { ShownClass.text($0, isActiveJob: failure.isActiveJob) })
    add("worker", failure.worker)
    add("exception", failure.exception)
    for (index, line) in (failure.error ?? "").split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if index == 0 { add("error", String(line)) } else { lines.append("           " + Printable.line(String(line))) }
    }
    if let job = failure.job { lines += self.job(job, printer) }
    add("obstacle", failure.obstacle)
    add("backtrace", failure.backtraceProblem)
    if let malformed = failure.malformed {
      add("malformed", malformed.description)
      add("raw", String(decoding: failure.bytes, as: UTF8.self))
    }
    lines += history(shown.history, printer)
    if !failure.backtrace.isEmpty {
      lines.append(printer.bold("backtrace"))
      for frame in failure.backtrace { lines.append("  " + Printable.line(frame)) }
    }
    return lines
  }

  /// What operations did to the job before.
  private static func history(_ history: JobHistory?, _ printer: Printer) -> [String] {
    guard let history, !history.events.isEmpty || !history.cut.isEmpty else { return [] }
    var lines = [printer.bold("history")]
    for event in history.events {
      let time = event.seconds.map { Timestamp.iso8601Z($0) } ?? "-"
      let queue = event.record.queue.map { " to \(Printable.line($0, limit: 60))" } ?? ""
      let note = event.note.map { ": \(Printable.line($0, limit: 80))" } ?? ""
      lines.append("  \(time)  \(event.record.event.rawValue)\(queue) by operation \(event.operation)\(note)")
    }
    for operation in history.cut { lines.append("  the older part of operation \(operation) was not looked through") }
    return lines
  }

  private static func json(_ history: JobHistory, _ json: inout JSONWriter) {
    json.key("history")
    json.beginArray()
    for event in history.events {
      json.beginObject()
      json.field("at", time: event.seconds)
      json.field("event", event.record.event.rawValue)
      json.field("queue", event.record.queue)
      json.field("operation", event.operation)
      json.field("note", event.note)
      json.endObject()
    }
    json.endArray()
    json.field("history_cut", history.cut)
  }

  /// The job as it came where it is short, else laid out.
  private static func job(_ bytes: [UInt8], _ printer: Printer) -> [String] {
    guard bytes.count > inlineLimit, let value = try? JSONSlice(parsing: bytes) else {
      return ["\(printer.bold("job"))        \(Printable.line(bytes))"]
    }
    return [printer.bold("job")] + JSONIndent.lines(value).map { "  " + Printable.line($0) }
  }

  /// How long a job may be that stands on the line of its name.
  private static let inlineLimit = 72

  /// A time as it stands there, where people can read that.
  private static func text(_ time: RecordedTime) -> String {
    guard let seconds = time.seconds, Double(time.text) != nil else { return time.text }
    return Timestamp.iso8601Z(seconds)
  }

  static func json(_ failure: Failure, with shown: ShownFailure? = nil, _ json: inout JSONWriter) {
    json.beginObject()
    json.field("id", failure.id.digits)
    if let shown {
      json.field("copies", shown.copies)
      json.field("fingerprint", shown.fingerprint.digits)
    }
    json.field("list", failure.set)
    json.field("also_in", failure.twin?.list)
    json.field("failed_at", time: failure.failedAt?.seconds)
    json.field("failed_at_text", failure.failedAt?.text)
    json.field("retried_at_text", failure.retriedAt?.text)
    json.field("queue", failure.queue)
    json.field("class", failure.className)
    json.field("active_job", failure.isActiveJob)
    json.field("exception", failure.exception)
    json.field("error", failure.error)
    json.field("backtrace", failure.backtrace)
    json.field("worker", failure.worker)
    if let retries = failure.retries { self.json(retries, of: failure, &json) }
    json.field("payload", json: failure.payload)
    json.field("requeueable", failure.obstacle == nil)
    json.field("obstacle", failure.obstacle)
    json.field("raw", String(decoding: failure.bytes, as: UTF8.self))
    if let history = shown?.history { self.json(history, &json) }
    json.endObject()
  }

  /// What only some formats keep.
  private static func json(_ retries: Failure.Retries, of failure: Failure, _ json: inout JSONWriter) {
    json.field("backtrace_problem", failure.backtraceProblem)
    json.field("jid", retries.jid)
    json.field("retry_count", retries.count)
    json.field("retried_at", time: failure.retriedAt?.seconds)
    json.field("due_at", time: retries.dueAt)
    json.field("died_at", time: retries.diedAt)
  }
}
