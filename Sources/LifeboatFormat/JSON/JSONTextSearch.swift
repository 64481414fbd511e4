/// Looks for a text in a job's JSON, however that spells it: `é` is found where `\u00e9` stands, and a quote where `\"` does.
///
/// What is compared is the JSON as it stands, so a text may also be a piece of it, such as `"retry":true`.
public struct JSONTextSearch: Sendable {
  /// The text as it is, and as it stands inside a string of JSON where that differs.
  private let needles: [ByteSearch]

  /// - Parameter text: an empty one is in every job.
  public init(_ text: String) {
    let plain = Array(text.utf8)
    var writer = JSONWriter(capacity: plain.count + 2)
    writer.string(text)
    let quoted = Array(writer.bytes.dropFirst().dropLast())
    needles = (quoted == plain ? [plain] : [plain, quoted]).map(ByteSearch.init)
  }

  /// Whether the text is in the JSON; what is no JSON is looked through all the same.
  public func isIn(_ json: ArraySlice<UInt8>) -> Bool {
    json.withUnsafeBufferPointer { json in
      if isAnyIn(json) { return true }
      guard json.contains(UInt8(ascii: "\\")) else { return false }
      return Self.unescaped(json).withUnsafeBufferPointer(isAnyIn)
    }
  }

  private func isAnyIn(_ json: UnsafeBufferPointer<UInt8>) -> Bool {
    needles.contains { $0.isIn(json) }
  }

  /// The JSON with every character as itself that ``JSONWriter`` would write so.
  private static func unescaped(_ json: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var plain: [UInt8] = []
    plain.reserveCapacity(json.count)
    var offset = 0
    while offset < json.count {
      let end = escapeEnd(json, offset)
      if let characters = characters(json, offset..<end) {
        plain += characters
      } else {
        plain += json[offset..<end]
      }
      offset = end
    }
    return plain
  }

  /// Where the character or the escape ends that begins here, both halves of a surrogate pair taken for one.
  private static func escapeEnd(_ json: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
    guard json[start] == UInt8(ascii: "\\"), start + 1 < json.count else { return start + 1 }
    guard let unit = unit(json, start) else { return start + 2 }
    let isPair = unit & 0xFC00 == 0xD800 && Self.unit(json, start + 6).map { $0 & 0xFC00 == 0xDC00 } ?? false
    return start + (isPair ? 12 : 6)
  }

  /// What an escape stands for, if the character needs none.
  private static func characters(_ json: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> [UInt8]? {
    guard range.count > 1 else { return nil }
    guard let unit = unit(json, range.lowerBound) else {
      return json[range.lowerBound + 1] == UInt8(ascii: "/") ? [UInt8(ascii: "/")] : nil
    }
    guard unit >= 0x20, unit != UInt16(UInt8(ascii: "\"")), unit != UInt16(UInt8(ascii: "\\")) else { return nil }
    var characters: [UInt8] = []
    // Half a pair stays as it stands.
    guard unit & 0xF800 != 0xD800 || range.count == 12 else { return nil }
    try? JSONEscapes.decode(json, range, into: &characters)
    return characters
  }

  /// The code unit of an escape of the form `\u00e9`.
  private static func unit(_ json: UnsafeBufferPointer<UInt8>, _ start: Int) -> UInt16? {
    guard start + 6 <= json.count, json[start] == UInt8(ascii: "\\"), json[start + 1] == UInt8(ascii: "u"),
      let base = json.baseAddress
    else { return nil }
    return JSONEscapes.hexUnit(base + start + 2)
  }
}
