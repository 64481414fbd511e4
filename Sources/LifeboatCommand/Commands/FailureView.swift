import Lifeboat
import LifeboatInspector

/// How a failed entry is shown.
enum FailureView {
  /// The cells of a table's row.
  static func row(_ failure: Failure) -> [String] {
    let entry = failure.entry
    guard entry.malformed == nil else {
      return [failure.id.short, "-", "-", "(malformed)", "-", Printable.line(failure.bytes, limit: 200)]
    }
    return [
      failure.id.short,
      entry.failedAt.map { text in
        Timestamp.parse(text).map { RelativeTime.text($0.seconds) } ?? Printable.line(text, limit: 30)
      } ?? "-",
      Printable.line(entry.queue ?? "-", limit: 40),
      ShownClass.text(entry.className ?? "-", isActiveJob: entry.activeJob != nil),
      Printable.line(entry.exception ?? "-", limit: 60), Printable.line(firstLine(entry.error), limit: 200),
    ]
  }

  /// The names of the lists that it is in.
  static func lists(_ failure: Failure) -> String {
    ([failure.list] + [failure.twin?.list].compactMap(\.self)).map { Printable.line($0, limit: 40) }
      .joined(separator: ", ")
  }

  /// All of it, for people.
  static func lines(_ failure: Failure, copies: Int, _ printer: Printer) -> [String] {
    let entry = failure.entry
    var lines: [String] = []
    func add(_ name: String, _ value: String?) {
      guard let value else { return }
      let padding = String(repeating: " ", count: 10 - name.count)
      lines.append("\(printer.bold(name))\(padding) \(Printable.line(value))")
    }
    add("id", failure.id.digits)
    if copies > 1 { add("copies", "\(copies) entries with these bytes") }
    add("list", lists(failure))
    add("failed at", entry.failedAt)
    add("retried at", failure.retriedAt)
    add("queue", entry.queue)
    add("class", entry.className.map { ShownClass.text($0, isActiveJob: entry.activeJob != nil) })
    add("worker", entry.worker)
    add("exception", entry.exception)
    for (index, line) in (entry.error ?? "").split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if index == 0 { add("error", String(line)) } else { lines.append("           " + Printable.line(String(line))) }
    }
    add("job", failure.job.map { String(decoding: $0, as: UTF8.self) })
    add("obstacle", failure.obstacle)
    if let malformed = entry.malformed {
      add("malformed", malformed.description)
      add("raw", String(decoding: failure.bytes, as: UTF8.self))
    }
    if !entry.backtrace.isEmpty {
      lines.append(printer.bold("backtrace"))
      for frame in entry.backtrace { lines.append("  " + Printable.line(frame)) }
    }
    return lines
  }

  static func json(_ failure: Failure, _ json: inout JSONWriter) {
    let entry = failure.entry
    json.beginObject()
    json.field("id", failure.id.digits)
    json.field("list", failure.list)
    json.field("also_in", failure.twin?.list)
    json.field("failed_at", time: entry.failedAt.flatMap { Timestamp.parse($0)?.seconds })
    json.field("failed_at_text", entry.failedAt)
    json.field("retried_at_text", failure.retriedAt)
    json.field("queue", entry.queue)
    json.field("class", entry.className)
    json.field("active_job", entry.activeJob != nil)
    json.field("exception", entry.exception)
    json.field("error", entry.error)
    json.field("backtrace", entry.backtrace)
    json.field("worker", entry.worker)
    json.field("payload", json: entry.payload.map { Array($0.bytes) })
    json.field("requeueable", failure.obstacle == nil)
    json.field("obstacle", failure.obstacle)
    json.field("raw", String(decoding: failure.bytes, as: UTF8.self))
    json.endObject()
  }

  private static func firstLine(_ text: String?) -> String {
    text?.split(separator: "\n").first.map(String.init) ?? ""
  }
}
