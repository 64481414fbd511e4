/// What Ruby's `inspect` prints of a decoded JSON value: `{"a"=>[1, nil, "b"]}`.
///
/// - Source: Ruby 3.1, `rb_str_inspect` in `string.c`, `inspect_hash` in `hash.c`.
enum RubyInspect {
  static func append(_ value: JSONSlice, to text: inout [UInt8]) {
    switch value.kind {
    case .null: text += "nil".utf8
    case .bool: text += value.bytes
    case .number: text += number(value).utf8
    case .string: append(value.string ?? "", to: &text)
    case .array: appendArray(value, to: &text)
    case .object: appendObject(value, to: &text)
    }
  }

  /// A number after Ruby has decoded it: `1.50` is `1.5`, `1e2` is `100.0`, and an integer of any size stays.
  private static func number(_ value: JSONSlice) -> String {
    let digits = value.numberText ?? ""
    guard digits.utf8.contains(where: { ".eE".utf8.contains($0) }) else { return digits == "-0" ? "0" : digits }
    let double = value.double ?? 0
    guard double.isFinite else { return double < 0 ? "-Infinity" : "Infinity" }
    return RubyFloat.text(double)
  }

  private static func appendArray(_ array: JSONSlice, to text: inout [UInt8]) {
    text.append(UInt8(ascii: "["))
    for (index, element) in array.elements.enumerated() {
      if index > 0 { text += ", ".utf8 }
      append(element, to: &text)
    }
    text.append(UInt8(ascii: "]"))
  }

  private static func appendObject(_ object: JSONSlice, to text: inout [UInt8]) {
    // Of equal keys the first says the place, the last the value.
    var places: [[UInt8]: Int] = [:]
    var members: [(key: String, value: JSONSlice)] = []
    for member in object.members {
      // By bytes: two keys of the same look are two keys.
      let key = Array(member.key.utf8)
      if let place = places[key] {
        members[place].value = member.value
      } else {
        places[key] = members.count
        members.append((member.key, member.value))
      }
    }
    text.append(UInt8(ascii: "{"))
    for (index, member) in members.enumerated() {
      if index > 0 { text += ", ".utf8 }
      append(member.key, to: &text)
      text += "=>".utf8
      append(member.value, to: &text)
    }
    text.append(UInt8(ascii: "}"))
  }

  private static func append(_ string: String, to text: inout [UInt8]) {
    text.append(UInt8(ascii: "\""))
    let scalars = string.unicodeScalars
    for index in scalars.indices {
      let next = scalars.index(after: index)
      append(scalars[index], before: next < scalars.endIndex ? scalars[next] : nil, to: &text)
    }
    text.append(UInt8(ascii: "\""))
  }

  private static func append(_ scalar: Unicode.Scalar, before next: Unicode.Scalar?, to text: inout [UInt8]) {
    if let escape = escapes[scalar] {
      text += escape.utf8
    } else if scalar == "#", let next, "{$@".unicodeScalars.contains(next) {
      text += "\\#".utf8
    } else if isPrintable(scalar) {
      text += String(scalar).utf8
    } else {
      let digits = String(scalar.value, radix: 16, uppercase: true)
      let padding = String(repeating: "0", count: max(0, 4 - digits.utf8.count))
      text += (scalar.value < 0x10000 ? "\\u\(padding)\(digits)" : "\\u{\(digits)}").utf8
    }
  }

  private static let escapes: [Unicode.Scalar: String] = [
    "\"": "\\\"", "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\u{0C}": "\\f", "\u{0B}": "\\v",
    "\u{08}": "\\b",
    "\u{07}": "\\a", "\u{1B}": "\\e",
  ]

  /// Ruby's own idea of it, which takes the next-line character for printable. What is assigned depends on the version
  /// of Unicode.
  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control: scalar.value == 0x85
    case .unassigned, .lineSeparator, .paragraphSeparator, .surrogate: false
    default: true
    }
  }
}
