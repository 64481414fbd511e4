import Lifeboat
import LifeboatInspector

/// How an operation is shown.
enum OperationView {
  static let columns: [Table.Column] = [
    .init(heading: "ID"), .init(heading: "WHAT"), .init(heading: "STATE"), .init(heading: "DONE", isNumber: true),
    .init(heading: "WAITING", isNumber: true), .init(heading: "GONE", isNumber: true),
    .init(heading: "REFUSED", isNumber: true), .init(heading: "STARTED"), .init(heading: "BY"), .init(heading: "NOTE"),
  ]

  static func row(_ record: OperationRecord) -> [String] {
    let counts = record.counts
    return [
      record.id, record.kind.verb, record.shownState, counts.done.grouped, counts.waiting.grouped,
      counts.gone.grouped, counts.refused.grouped, RelativeTime.text(record.startedAt / 1_000),
      Printable.line(record.who, limit: 40), Printable.line(record.note ?? "", limit: 200),
    ]
  }

  /// All of it, for people.
  static func lines(_ record: OperationRecord, _ printer: Printer) -> [String] {
    var lines: [String] = []
    func add(_ name: String, _ value: String?) {
      guard let value else { return }
      let padding = String(repeating: " ", count: 10 - name.count)
      lines.append("\(printer.bold(name))\(padding) \(value)")
    }
    add("id", record.id)
    add("what", record.kind.verb)
    add("of", record.places.map { Printable.line($0.name, limit: 60) }.joined(separator: ", "))
    add("selection", record.selection.shown.joined(separator: " · "))
    let changes = changes(record.change)
    add("change", changes.isEmpty ? nil : changes.joined(separator: " · "))
    add("canary", record.plan.canary.map(canary))
    add("rate", record.rate.map(RateText.format))
    add("archive", record.plan.archive.map { Printable.line($0) })
    add("state", record.shownState)
    add("so far", record.totals)
    add("claimed", "\(record.counts.claimed.grouped) of \(record.counts.looked.grouped) looked at")
    add("started", Timestamp.iso8601Z(record.startedAt / 1_000))
    add("ended", record.finishedAt.map { Timestamp.iso8601Z($0 / 1_000) })
    add("by", Printable.line(record.who, limit: 80))
    add("note", record.note.map { Printable.line($0) })
    return lines
  }

  static func json(_ record: OperationRecord, _ json: inout JSONWriter) {
    json.beginObject()
    json.field("id", record.id)
    json.field("kind", record.kind.rawValue)
    json.field("state", record.state.rawValue)
    json.field("phase", record.phase.rawValue)
    json.field("sets", record.places.map(\.name))
    json.field("selection", json: record.selection.encoded())
    json.field("to_queue", record.change.queue)
    json.field("in_seconds", record.change.delay)
    json.field("spread_seconds", record.change.spread)
    json.field("reset_retries", record.change.resetsRetries)
    json.field("keep", record.change.keepsEntries)
    json.field("canary", record.plan.canary?.sample)
    json.field("canary_need", record.plan.canary?.need)
    json.field("canary_passed", record.hasPassedCanary)
    json.field("rate", record.rate)
    json.field("archive", record.plan.archive)
    for (name, count) in numbers(record.counts) { json.field(name, count) }
    json.field("started_at", time: record.startedAt / 1_000)
    json.field("finished_at", time: record.finishedAt.map { $0 / 1_000 })
    json.field("who", record.who)
    json.field("note", record.note)
    json.endObject()
  }

  /// The counters, by the names of the JSON's fields.
  private static func numbers(_ counts: OperationCounts) -> [(String, Int)] {
    [
      ("looked", counts.looked), ("claimed", counts.claimed), ("done", counts.done), ("waiting", counts.waiting),
      ("gone", counts.gone), ("refused", counts.refused), ("returned", counts.returned), ("undone", counts.undone),
    ]
  }

  private static func canary(_ canary: OperationPlan.Canary) -> String {
    "\(canary.sample.grouped) first, \(ShareBar.percent(Int((canary.need * 1_000).rounded()), of: 1_000)) must succeed"
  }

  private static func changes(_ change: RequeueChange) -> [String] {
    var parts: [String] = []
    if let queue = change.queue { parts.append("to \(Printable.line(queue, limit: 80))") }
    if change.delay > 0 { parts.append("in \(DurationText.format(.seconds(change.delay)))") }
    if change.spread > 0 { parts.append("spread over \(DurationText.format(.seconds(change.spread)))") }
    if change.resetsRetries { parts.append("retries begin anew") }
    if change.keepsEntries { parts.append("entries are kept") }
    return parts
  }
}
