import Lifeboat
import LifeboatInspector

/// How the difference of two failures is shown: as programs show that of two texts.
enum DifferenceView {
  private static let valueLimit = 300

  static func lines(_ difference: FailureDifference, _ printer: Printer) -> [String] {
    var lines = [
      colour("- ", .removed, difference.left.id.short + "  " + difference.left.set, printer),
      colour("+ ", .added, difference.right.id.short + "  " + difference.right.set, printer),
    ]
    let width = (difference.parts.map { Printable.line($0.name, limit: 40).displayWidth }.max() ?? 0) + 2
    for part in difference.parts {
      let name = Printable.line(part.name, limit: 40)
      let label = name + String(repeating: " ", count: max(0, width - name.displayWidth))
      if part.isSame {
        lines.append("  " + label + shown(part.left ?? ""))
      } else {
        if let left = part.left { lines.append(colour("- ", .removed, label + shown(left), printer)) }
        if let right = part.right { lines.append(colour("+ ", .added, label + shown(right), printer)) }
      }
    }
    guard !difference.frames.allSatisfy(\.isSame) else { return lines + frames(difference) }
    lines.append(printer.bold("backtrace"))
    for frame in difference.frames {
      if frame.isSame {
        lines.append("  " + shown(frame.left ?? ""))
      } else {
        if let left = frame.left { lines.append(colour("- ", .removed, shown(left), printer)) }
        if let right = frame.right { lines.append(colour("+ ", .added, shown(right), printer)) }
      }
    }
    return lines
  }

  /// Frames that are all the same need not be read.
  private static func frames(_ difference: FailureDifference) -> [String] {
    difference.frames.isEmpty
      ? [] : ["  the backtraces are the same, \(JobCount.text(difference.frames.count, "frame"))"]
  }

  static func json(_ difference: FailureDifference, _ json: inout JSONWriter) {
    json.beginObject()
    json.field("left", difference.left.id.digits)
    json.field("right", difference.right.id.digits)
    json.field("same", difference.parts.filter(\.isSame).map(\.name))
    json.key("differences")
    write(difference.parts.filter { !$0.isSame }, named: true, &json)
    json.key("backtrace")
    write(difference.frames.filter { !$0.isSame }, named: false, &json)
    json.endObject()
  }

  private static func write(_ parts: [FailureDifference.Part], named: Bool, _ json: inout JSONWriter) {
    json.beginArray()
    for part in parts {
      json.beginObject()
      if named { json.field("field", part.name) }
      write(part.left, named: "left", of: part, &json)
      write(part.right, named: "right", of: part, &json)
      json.endObject()
    }
    json.endArray()
  }

  private static func write(
    _ value: String?, named name: String, of part: FailureDifference.Part, _ json: inout JSONWriter
  ) {
    if part.isJSON { json.field(name, json: value.map { Array($0.utf8) }) } else { json.field(name, value) }
  }

  private enum Change: String {
    case removed = "31"
    case added = "32"
  }

  private static func colour(_ mark: String, _ change: Change, _ text: String, _ printer: Printer) -> String {
    printer.isColoured ? "\u{1B}[\(change.rawValue)m\(mark)\(text)\u{1B}[0m" : mark + text
  }

  private static func shown(_ text: String) -> String { Printable.line(text, limit: valueLimit) }
}
