import Lifeboat
import LifeboatInspector

/// How causes of failures are shown: two lines each, the first of them a table's.
enum KindView {
  /// The largest causes, for people.
  ///
  /// - Parameter nothing: what is said where there is none.
  static func lines(_ tally: KindTally, nothing: String, limit: Int, width: Int, _ printer: Printer) -> [String] {
    guard tally.count > 0 else { return [nothing] }
    let largest = tally.largest(limit)
    var table = Table([
      .init(heading: "COUNT", isNumber: true), .init(heading: "SHARE", isNumber: true), .init(heading: ""),
      .init(heading: "LAST"), .init(heading: "FIRST"), .init(heading: "FINGERPRINT"), .init(heading: "CLASS"),
      .init(heading: "ERROR"),
    ])
    for summary in largest {
      table.add([
        summary.count.grouped, ShareBar.percent(summary.count, of: tally.count),
        ShareBar.text(summary.count, of: tally.count, width: 10), RelativeTime.text(summary.last),
        RelativeTime.text(summary.first), summary.kind.fingerprint.short,
        Printable.line(summary.kind.className ?? "-", limit: 40),
        Printable.line(summary.kind.exception ?? "-", limit: 60),
      ])
    }
    let rows = table.lines(width: width, isColoured: printer.isColoured)
    var lines = [rows[0]]
    for (row, summary) in zip(rows.dropFirst(), largest) {
      lines.append(row)
      let message = Printable.line(summary.message ?? "", limit: max(20, min(width, 200) - 9))
      lines.append("       └ \(message.isEmpty ? "(no message)" : message)")
    }
    return lines + rest(tally, shown: largest)
  }

  /// What the rows leave out.
  private static func rest(_ tally: KindTally, shown: [KindTally.Summary]) -> [String] {
    var parts: [String] = []
    let unshown = tally.kinds - shown.count
    if unshown > 0 {
      let count = tally.count - tally.malformed - tally.others - shown.reduce(0) { $0 + $1.count }
      parts.append(
        "\(JobCount.text(count, "failure")) of \(unshown.grouped) other \(unshown == 1 ? "cause" : "causes")")
    }
    if tally.others > 0 { parts.append("\(tally.others.grouped) of more causes than are kept apart") }
    if tally.malformed > 0 { parts.append("\(tally.malformed.grouped) malformed") }
    return parts.isEmpty ? [] : ["… " + parts.joined(separator: ", ")]
  }

  /// The same as one object.
  static func json(_ tally: KindTally, limit: Int, _ json: inout JSONWriter) {
    json.beginObject()
    json.field("count", tally.count)
    json.field("kinds", tally.kinds)
    json.key("groups")
    json.beginArray()
    for summary in tally.largest(limit) {
      json.beginObject()
      self.json(summary.kind, &json)
      json.field("count", summary.count)
      json.field("first_seen", time: summary.first)
      json.field("last_seen", time: summary.last)
      json.field("sample", summary.sample.digits)
      json.field("message", summary.message)
      json.endObject()
    }
    json.endArray()
    json.field("malformed", tally.malformed)
    json.field("others", tally.others)
    json.endObject()
  }

  /// What failures of one cause have in common, as fields of an object.
  static func json(_ kind: FailureKind, _ json: inout JSONWriter) {
    json.field("fingerprint", kind.fingerprint.digits)
    json.field("class", kind.className)
    json.field("error", kind.exception)
    json.field("shape", kind.message?.text)
    json.field("frame", kind.frame?.text)
  }
}
