/// Lays a JSON value out on lines, for people. Keys keep their order, numbers and strings their spelling; only the space
/// between tokens changes.
public struct JSONIndent {
  /// How many columns a line may take that holds a whole array or object.
  private let width: Int
  private var lines: [String] = []
  private var line = ""

  private init(width: Int) {
    self.width = width
  }

  /// The lines; what they hold is as it came, control characters too.
  ///
  /// - Parameter width: arrays and objects that fit stay on one line.
  public static func lines(_ value: JSONSlice, width: Int = 72) -> [String] {
    var indent = JSONIndent(width: width)
    indent.write(value, depth: 0, before: "")
    return indent.lines + [indent.line]
  }

  /// - Parameter before: what stands on the line already beside the space in front.
  private mutating func write(_ value: JSONSlice, depth: Int, before: String) {
    let whole = Self.compact(value)
    line = String(repeating: "  ", count: depth) + before
    let isBlock = value.kind == .array || value.kind == .object
    guard isBlock, line.utf8.count + whole.utf8.count > width, whole.utf8.count > 2 else {
      line += whole
      return
    }
    let isObject = value.kind == .object
    finishLine(with: isObject ? "{" : "[")
    var isFirst = true
    func parts() -> [(String, JSONSlice)] {
      isObject
        ? value.members.map { (Self.text($0.keyBytes) + ": ", $0.value) } : value.elements.map { ("", $0) }
    }
    for (key, element) in parts() {
      if !isFirst { finishLine(with: ",") }
      isFirst = false
      write(element, depth: depth + 1, before: key)
    }
    lines.append(line)
    line = String(repeating: "  ", count: depth) + (isObject ? "}" : "]")
  }

  private mutating func finishLine(with end: String) {
    lines.append(line + end)
    line = ""
  }

  /// On one line, with a space behind colons and commas.
  private static func compact(_ value: JSONSlice) -> String {
    switch value.kind {
    case .array: "[" + value.elements.map(compact).joined(separator: ", ") + "]"
    case .object:
      "{" + value.members.map { text($0.keyBytes) + ": " + compact($0.value) }.joined(separator: ", ") + "}"
    default: text(value.bytes)
    }
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
}
