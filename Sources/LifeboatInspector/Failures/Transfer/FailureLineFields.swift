import LifeboatFormat

/// The fields of a line of failures while they are read; of equal ones the last counts.
struct FailureLineFields {
  private var values: [String: JSONSlice] = [:]

  /// Those that are read.
  private static let names: Set = ["dialect", "set", "score", "operation", "number", "sha256", "entry", "entry_base64"]

  /// Keeps a field if it is looked at.
  mutating func read(_ member: JSONMembers.Member) {
    let key = member.key
    if Self.names.contains(key) { values[key] = member.value }
  }

  /// A text that has to be there.
  func text(_ name: String) throws(FailureLineFault) -> String {
    guard let value = values[name] else { throw .missing(name) }
    guard let text = value.string, !text.isEmpty else {
      throw .wrong(name, expected: "a text", got: Printable.line(value.bytes, limit: 40))
    }
    return text
  }

  /// The entry's bytes, which the checksum has to fit.
  func entry() throws(FailureLineFault) -> [UInt8] {
    let bytes: [UInt8]
    switch (values["entry"], values["entry_base64"]) {
    case (nil, nil): throw .missing("entry")
    case (_?, _?): throw .twoEntries
    case (let entry?, nil):
      guard var text = entry.string else {
        throw .wrong("entry", expected: "a text", got: Printable.line(entry.bytes, limit: 40))
      }
      bytes = text.withUTF8 { Array($0) }
    case (nil, let packed?):
      guard let text = packed.string, let unpacked = Base64.decode(text.utf8) else {
        throw .wrong("entry_base64", expected: "padded Base64", got: Printable.line(packed.bytes, limit: 40))
      }
      bytes = unpacked
    }
    let expected = try text("sha256").lowercased()
    let checksum = FailureLine.checksum(of: bytes)
    guard checksum == expected else { throw .wrongChecksum(expected: expected, got: checksum) }
    return bytes
  }

  /// A score that Redis reads as the same number, `nil` when there is none.
  func score() throws(FailureLineFault) -> String? {
    guard let value = values["score"], !value.isNull else { return nil }
    let text = try text("score")
    guard Self.isScore(text) else {
      throw .wrong("score", expected: "a number as Redis spells it", got: Printable.line(text, limit: 40))
    }
    return text
  }

  /// Which entry of which operation this is, `nil` when it is none of an archive's.
  func removal() throws(FailureLineFault) -> FailureLine.Removal? {
    guard values["operation"] != nil || values["number"] != nil else { return nil }
    let operation = try text("operation")
    guard let value = values["number"] else { throw .missing("number") }
    guard let number = value.int, number > 0 else {
      throw .wrong("number", expected: "a whole number from 1", got: Printable.line(value.bytes, limit: 40))
    }
    return FailureLine.Removal(operation: operation, number: number)
  }

  private static let scoreBytes = Set("0123456789+-.eE".utf8)

  /// Redis refuses what its `strtod` finds too large or too small, and that in the middle of a script.
  private static func isScore(_ text: String) -> Bool {
    if text == "inf" || text == "-inf" { return true }
    guard text.utf8.count <= 40, text.utf8.allSatisfy(scoreBytes.contains),
      let number = Double(text), number.isFinite
    else { return false }
    let mantissa = text.prefix { $0 != "e" && $0 != "E" }
    return number != 0 || !mantissa.contains { "123456789".contains($0) }
  }
}
