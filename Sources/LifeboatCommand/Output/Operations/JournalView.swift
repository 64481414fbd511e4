import Lifeboat
import LifeboatInspector

/// How a record of an operation's journal is shown: in lines of fixed columns, since a journal of any length is written as it is
/// read.
enum JournalView {
  static var heading: String { line(["WHEN", "WHAT", "ID", "SET", "QUEUE", "NOTE"]) }

  static func line(_ record: JournalRecord) -> String {
    line([
      Timestamp.iso8601Z(milliseconds(record) / 1_000), record.event.rawValue, record.id.short,
      Printable.line(record.set, limit: 20), Printable.line(record.queue ?? "-", limit: 20), note(record),
    ])
  }

  static func json(_ record: JournalRecord, _ json: inout JSONWriter) {
    json.beginObject()
    json.field("position", record.position)
    json.field("at", time: milliseconds(record) / 1_000)
    json.field("event", record.event.rawValue)
    json.field("id", record.id.digits)
    json.field("set", record.set)
    json.field("queue", record.queue)
    json.field("due_at", time: record.dueAt)
    json.field("reason", record.reason)
    json.endObject()
  }

  private static let widths = [20, 9, FailureID.shown, 12, 20]

  private static func line(_ cells: [String]) -> String {
    let padded = cells.enumerated().map { index, cell in
      index < widths.count ? cell + String(repeating: " ", count: max(0, widths[index] - cell.displayWidth)) : cell
    }
    var line = padded.joined(separator: "  ")
    while line.last == " " { line.removeLast() }
    return line
  }

  private static func note(_ record: JournalRecord) -> String {
    if let reason = record.reason { return Printable.line(reason, limit: 200) }
    return record.dueAt.map { "due at \(Timestamp.iso8601Z($0))" } ?? ""
  }

  /// A stream's ids begin with the millisecond.
  private static func milliseconds(_ record: JournalRecord) -> Int {
    Int(record.position.prefix { $0 != "-" }) ?? 0
  }
}
