import Lifeboat
import LifeboatInspector

/// How counted failures are shown: a row for each group, with its share of all.
struct GroupView {
  private let grouping: FailureGrouping
  private let nothing: String

  /// The day that is counted as 0.
  private static let secondsADay = 86_400

  /// - Parameter nothing: what is said where there is none.
  init(_ grouping: FailureGrouping, nothing: String) {
    self.grouping = grouping
    self.nothing = nothing
  }

  func show(_ tally: FailureTally, on printer: Printer) {
    let groups = sorted(tally)
    printer.one(lines(groups, tally, printer)) { json in
      json.beginObject()
      json.field("by", grouping.rawValue)
      json.field("count", tally.count)
      json.key("groups")
      json.beginArray()
      for (group, count) in groups where group != .malformed {
        json.beginObject()
        self.json(group, &json)
        json.field("count", count)
        json.endObject()
      }
      json.endArray()
      json.field("malformed", groups.first { $0.group == .malformed }?.count ?? 0)
      json.field("others", tally.others)
      json.endObject()
    }
  }

  /// Days by time, the newest first, everything else by size.
  private func sorted(_ tally: FailureTally) -> [(group: FailureGroup, count: Int)] {
    guard grouping == .day else { return tally.groups }
    return tally.groups.sorted { Self.day($0.group) > Self.day($1.group) }
  }

  private static func day(_ group: FailureGroup) -> Int {
    if case .day(let day) = group { day ?? .min + 1 } else { .min }
  }

  private func lines(
    _ groups: [(group: FailureGroup, count: Int)], _ tally: FailureTally, _ printer: Printer
  ) -> [String] {
    guard tally.count > 0 else { return [nothing] }
    var columns: [Table.Column] = [
      .init(heading: grouping.rawValue.uppercased()), .init(heading: "COUNT", isNumber: true),
      .init(heading: "SHARE", isNumber: true),
    ]
    if Terminal.isTerminal { columns.append(.init(heading: "")) }
    if grouping == .fingerprint { columns += ["CLASS", "ERROR", "MESSAGE"].map { .init(heading: $0) } }
    var table = Table(columns)
    for (group, count) in groups { table.add(row(name(group), count, of: tally.count, parts(group))) }
    if tally.others > 0 { table.add(row("(others)", tally.others, of: tally.count, [])) }
    return table.lines(width: Terminal.isTerminal ? Terminal.width : .max, isColoured: printer.isColoured)
  }

  private func row(_ name: String, _ count: Int, of whole: Int, _ parts: [String]) -> [String] {
    let bar = Terminal.isTerminal ? [ShareBar.text(count, of: whole)] : []
    let more = grouping == .fingerprint && parts.isEmpty ? ["-", "-", ""] : parts
    return [name, count.grouped, ShareBar.percent(count, of: whole)] + bar + more
  }

  private func name(_ group: FailureGroup) -> String {
    switch group {
    case .malformed: "(malformed)"
    case .text(let text): text.map { Printable.line($0, limit: 60) } ?? "-"
    case .day(let day): day.map { String(Timestamp.iso8601Z($0 * Self.secondsADay).prefix(10)) } ?? "-"
    case .kind(let kind): kind.fingerprint.short
    }
  }

  /// What a fingerprint stands for.
  private func parts(_ group: FailureGroup) -> [String] {
    guard case .kind(let kind) = group else { return [] }
    return [
      Printable.line(kind.className ?? "-", limit: 40), Printable.line(kind.exception ?? "-", limit: 40),
      Printable.line(kind.message?.text ?? "", limit: 120),
    ]
  }

  private func json(_ group: FailureGroup, _ json: inout JSONWriter) {
    switch group {
    case .malformed: break
    case .text(let text): json.field(grouping.rawValue, text)
    case .day(let day):
      json.field("day", day.map { String(Timestamp.iso8601Z($0 * Self.secondsADay).prefix(10)) })
    case .kind(let kind): KindView.json(kind, &json)
    }
  }
}
