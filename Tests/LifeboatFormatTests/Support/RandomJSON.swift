@testable import LifeboatFormat

/// Makes JSON at random: small values with few keys, so that chance finds equal keys and equal neighbours.
struct RandomJSON {
  private static let keys = ["a", "b", "é", "e\u{301}", "", "\"\\"]
  private static let scalars: [JSONValue] = [
    .null, true, false, .number(text: "1"), .number(text: "1.0"), .number(text: "1e0"), .number(text: "-0"),
    .number(text: "18446744073709551616"), "", "a", "é", "/\n\u{7F}😀",
  ]

  /// A value of at most four levels.
  mutating func value(_ random: inout SeededGenerator, depth: Int = 0) -> JSONValue {
    let kind = depth < 4 ? Int.random(in: 0..<4, using: &random) : 3
    let count = Int.random(in: 0..<5, using: &random)
    switch kind {
    case 0: return .array((0..<count).map { _ in value(&random, depth: depth + 1) })
    case 1: return .object((0..<count).map { _ in (pick(Self.keys, &random), value(&random, depth: depth + 1)) })
    default: return pick(Self.scalars, &random)
    }
  }

  /// The value with some of it dropped, added, doubled or replaced.
  mutating func changed(_ value: JSONValue, _ random: inout SeededGenerator) -> JSONValue {
    switch (Int.random(in: 0..<6, using: &random), value) {
    case (0, _): return self.value(&random, depth: 2)
    case (_, .array(var elements)):
      elements = elements.map { Bool.random(using: &random) ? $0 : changed($0, &random) }
      if let index = elements.indices.randomElement(using: &random), Bool.random(using: &random) {
        elements.remove(at: index)
      }
      if Bool.random(using: &random) {
        elements.insert(self.value(&random, depth: 3), at: Int.random(in: 0...elements.count, using: &random))
      }
      return .array(elements)
    case (_, .object(var members)):
      members = members.map { ($0.key, Bool.random(using: &random) ? $0.value : changed($0.value, &random)) }
      if Bool.random(using: &random) { members.shuffle(using: &random) }
      if !members.isEmpty, Bool.random(using: &random) { members.removeLast() }
      if Bool.random(using: &random) { members.append((pick(Self.keys, &random), self.value(&random, depth: 3))) }
      return .object(members)
    default: return value
    }
  }

  /// The value's JSON with space, comments and escapes that mean nothing.
  mutating func spelled(_ value: JSONValue, _ random: inout SeededGenerator) -> String {
    let space = pick(["", "", "", " ", "\n\t", "/* , */"], &random)
    switch value {
    case .array(let elements):
      return space + "[" + space + elements.map { spelled($0, &random) }.joined(separator: space + ",") + "]" + space
    case .object(let members):
      let texts = members.map { spelled(.string($0.key), &random) + ":" + spelled($0.value, &random) }
      return "{" + space + texts.joined(separator: "," + space) + space + "}"
    case .string(let string) where Bool.random(using: &random):
      return space + "\"" + string.utf16.map { unit in "\\u" + Self.hex(unit) }.joined() + "\""
    default: return space + text(value.encode()) + space
    }
  }

  /// The value with its keys sorted and of equal ones only the last, which is what a reader sees.
  static func canonical(_ value: JSONValue) -> JSONValue {
    switch value {
    case .array(let elements): return .array(elements.map(canonical))
    case .object(let members):
      var last: [[UInt8]: (key: String, value: JSONValue)] = [:]
      for member in members { last[Array(member.key.utf8)] = (member.key, canonical(member.value)) }
      return .object(last.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value))
    default: return value
    }
  }

  private static func hex(_ unit: UInt16) -> String {
    let digits = String(unit, radix: 16)
    return String(repeating: "0", count: 4 - digits.utf8.count) + digits
  }

  private func pick<Element>(_ elements: [Element], _ random: inout SeededGenerator) -> Element {
    elements[Int.random(in: elements.indices, using: &random)]
  }
}
