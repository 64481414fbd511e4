import Lifeboat
import LifeboatInspector

/// What `doctor` found, as people and programs see it.
struct DoctorReport {
  let results: [Checkup.Result]

  /// How many findings there are of a level.
  func count(_ level: Finding.Level) -> Int { results.count { $0.finding.level == level } }

  func show(on printer: Printer) {
    guard printer.format == .jsonl else {
      return printer.one(lines(printer)) { json(&$0) }
    }
    printer.list(results, empty: "", columns: [], row: { _ in [] }) { Self.json($0, &$1) }
  }

  private func lines(_ printer: Printer) -> [String] {
    let width = results.map(\.check.name.count).max() ?? 0
    var lines: [String] = []
    for group in CheckGroup.allCases {
      let members = results.filter { $0.check.group == group }
      guard !members.isEmpty else { continue }
      lines.append(printer.bold(group.title))
      for result in members { lines += Self.lines(result, width, printer) }
      lines.append("")
    }
    return lines + [summary]
  }

  private static func lines(_ result: Checkup.Result, _ width: Int, _ printer: Printer) -> [String] {
    let finding = result.finding
    let name = result.check.name + String(repeating: " ", count: width - result.check.name.count)
    var lines = ["  \(mark(finding.level, printer)) \(name)  \(finding.sentence)"]
    if let advice = finding.advice { lines.append(String(repeating: " ", count: width + 6) + "→ " + advice) }
    return lines
  }

  private static func mark(_ level: Finding.Level, _ printer: Printer) -> String {
    let (mark, colour) =
      switch level {
      case .problem: ("✗", 31)
      case .warning: ("!", 33)
      case .note: ("·", 36)
      case .fine: ("✓", 32)
      }
    return printer.isColoured ? "\u{1B}[\(colour)m\(mark)\u{1B}[0m" : mark
  }

  private var summary: String {
    func text(_ level: Finding.Level) -> String {
      let count = count(level)
      return "\(count == 0 ? "no" : String(count)) \(level.rawValue)\(count == 1 ? "" : "s")"
    }
    return "\(text(.problem)), \(text(.warning)), \(text(.note)), \(count(.fine)) fine"
  }

  private func json(_ json: inout JSONWriter) {
    json.beginObject()
    json.field("problems", count(.problem))
    json.field("warnings", count(.warning))
    json.field("notes", count(.note))
    json.field("fine", count(.fine))
    json.key("findings")
    json.beginArray()
    for result in results { Self.json(result, &json) }
    json.endArray()
    json.endObject()
  }

  private static func json(_ result: Checkup.Result, _ json: inout JSONWriter) {
    json.beginObject()
    json.field("check", result.check.name)
    json.field("group", result.check.group.rawValue)
    json.field("level", result.finding.level.rawValue)
    json.field("finding", result.finding.sentence)
    json.field("advice", result.finding.advice)
    json.key("evidence")
    json.beginObject()
    for evidence in result.finding.evidence {
      switch evidence.value {
      case .number(let number): json.field(evidence.name, number)
      case .text(let text): json.field(evidence.name, text)
      case .texts(let texts): json.field(evidence.name, texts)
      }
    }
    json.endObject()
    json.endObject()
  }
}
