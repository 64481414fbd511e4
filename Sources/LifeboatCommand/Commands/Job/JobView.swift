import Lifeboat
import LifeboatInspector

/// How found jobs are shown.
enum JobView {
  /// Jobs on standard output, and what is to be known of the search on standard error.
  ///
  /// - Parameters:
  ///   - wanted: the job that was looked for, if it was one.
  ///   - empty: the sentence for none, where every place was looked into.
  static func show(_ findings: JobFindings, wanted: WantedJob?, empty: String, on printer: Printer) {
    var columns: [Table.Column] = [
      .init(heading: "PLACE"), .init(heading: "QUEUE"), .init(heading: "CLASS"), .init(heading: "ARGUMENTS"),
    ]
    if wanted != nil { columns.insert(.init(heading: "MATCH"), at: 0) }
    let none = findings.unreadable.isEmpty ? empty : "no such job in what was looked into"
    printer.list(findings.jobs, empty: none, columns: columns) { job in
      (wanted == nil ? [] : [isExact(job, wanted) ? "exact" : "equal"]) + row(job)
    } json: { job, json in
      self.json(job, isExact: wanted.map { isExact(job, $0) }, &json)
    }
    if findings.isCut { Terminal.note("note: there are more than are shown; --limit shows more\n") }
  }

  private static func isExact(_ job: FoundJob, _ wanted: WantedJob?) -> Bool {
    wanted?.likeness(of: job.bytes, record: job.record) == .exact
  }

  private static func row(_ job: FoundJob) -> [String] {
    let queue = Printable.line(job.queue ?? "-", limit: 40)
    switch job.record {
    case .success(let record):
      return [
        place(job.place), queue, ShownClass.text(record.className, isActiveJob: record.activeJob != nil),
        Printable.line(record.arguments?.bytes ?? [], limit: 200),
      ]
    case .failure:
      return [place(job.place), queue, "(malformed)", Printable.line(job.bytes, limit: 200)]
    }
  }

  private static func place(_ place: JobPlace) -> String {
    switch place {
    case .queue(let position): "waiting, position \(position)"
    case .inFlight(_, let host, let pid):
      "in flight, \(Printable.line(host ?? "?", limit: 40)) pid \(pid.map(String.init) ?? "?")"
    case .running(let worker, _): "running in Ruby, \(Printable.line(worker, limit: 80))"
    case .snoozed(let milliseconds): "snoozed until \(Timestamp.iso8601Z(milliseconds / 1_000))"
    case .delayed(let second): "delayed until \(Timestamp.iso8601Z(second))"
    case .retry(let second, let id): "retry due at \(Timestamp.iso8601Z(second)), \(id.short) in retry"
    case .failed(let list, let id): "failed, \(id.short) in \(Printable.line(list, limit: 40))"
    }
  }

  /// Every object has every field; those that a place does not know are null.
  private static func json(_ job: FoundJob, isExact: Bool?, _ json: inout JSONWriter) {
    var fields = PlaceFields()
    fields.read(job.place)
    json.beginObject()
    json.field("place", fields.name)
    json.field("queue", job.queue)
    json.field("position", fields.position)
    json.field("incarnation", fields.incarnation)
    json.field("host", fields.host)
    json.field("pid", fields.pid)
    json.field("worker", fields.worker)
    json.field("since", fields.since)
    json.field("due_at", time: fields.dueAt)
    json.field("list", fields.list)
    json.field("id", fields.id)
    if let jid = job.jid { json.field("jid", jid) }
    if let isExact { json.field("exact", isExact) }
    switch job.record {
    case .success(let record):
      json.field("class", record.className)
      json.field("active_job", record.activeJob != nil)
      json.field("payload", json: record.bytes)
      json.field("error", nil as String?)
    case .failure(let error):
      json.field("class", nil as String?)
      json.field("active_job", false)
      json.field("payload", json: nil)
      json.field("error", error.description)
    }
    json.field("raw", String(decoding: job.bytes, as: UTF8.self))
    json.endObject()
  }
}

/// A place's parts by the names that they have in JSON.
private struct PlaceFields {
  var name = ""
  var position: Int?
  var incarnation: String?
  var host: String?
  var pid: Int?
  var worker: String?
  var since: String?
  var dueAt: Int?
  var list: String?
  var id: String?

  mutating func read(_ place: JobPlace) {
    switch place {
    case .queue(let position):
      name = "queue"
      self.position = position
    case .inFlight(let incarnation, let host, let pid):
      name = "in_flight"
      self.incarnation = incarnation
      self.host = host
      self.pid = pid
    case .running(let worker, let since):
      name = "running"
      self.worker = worker
      self.since = since
    case .snoozed(let milliseconds):
      name = "snoozed"
      dueAt = milliseconds / 1_000
    case .delayed(let second):
      name = "delayed"
      dueAt = second
    case .retry(let second, let id):
      name = "retry"
      dueAt = second
      list = "retry"
      self.id = id.digits
    case .failed(let list, let id):
      name = "failed"
      self.list = list
      self.id = id.digits
    }
  }
}
