/// Checks one JSON text in a single pass, without recursion and without allocation.
///
/// It takes exactly what Ruby's json 2.6.3 takes (its grammar is `ext/json/ext/parser/parser.rl`), because a payload
/// that Ruby runs must run here too: comments count as space, an unknown escape stands for its character, bytes in
/// strings need not be UTF-8. What a strict parser would refuse is noted in ``findings``.
struct JSONScanner {
  /// Ruby's `max_nesting`: 100 containers inside each other are fine, 101 are refused.
  static let depthLimit = 100

  var findings = JSONFindings()
  /// Where the values of the outermost object's `class` and `args` lie; the last of equal keys wins.
  private(set) var classRange: Range<Int>?
  private(set) var argsRange: Range<Int>?

  let base: UnsafePointer<UInt8>
  let end: Int
  var position: Int

  /// One bit for each open container, the innermost lowest: 1 for an object. 100 levels fit.
  private var openObjects: UInt128 = 0
  private var depth = 0
  /// The OR of every byte in strings and comments: tells whether UTF-8 must be checked at all.
  var seenBits: UInt64 = 0

  /// - Parameter text: must stay valid while the scanner is used.
  init(_ text: UnsafeBufferPointer<UInt8>, from start: Int = 0) {
    // An empty buffer has no address; no byte is read then, so any address but zero will do, which is never nil.
    base = text.baseAddress ?? UnsafePointer(bitPattern: 1).unsafelyUnwrapped
    end = text.count
    position = start
  }

  /// Scans space, one value, and space up to the end of the text.
  ///
  /// - Returns: where the value lies.
  mutating func scanDocument() throws(JSONFault) -> Range<Int> {
    try skipIgnored()
    let start = position
    try scanValue()
    let valueEnd = position
    try skipIgnored()
    guard position == end else { throw .unexpected(offset: position, expected: "the end of the text") }
    findUTF8Faults(in: 0..<end)
    return start..<valueEnd
  }

  /// Scans the one value that starts at the current position, leaving the position behind it.
  mutating func scanValue() throws(JSONFault) {
    let floor = depth
    var valueStart = 0
    var field = TopLevelField.other
    scanning: while true {
      try skipIgnored()
      guard position < end else { throw .unexpected(offset: position, expected: "a value") }
      if depth == 1 { valueStart = position }
      switch base[position] {
      case UInt8(ascii: "\""):
        _ = try scanString()
      case UInt8(ascii: "{"):
        try open(isObject: true)
        try skipIgnored()
        if position < end, base[position] == UInt8(ascii: "}") {
          close()
        } else {
          let key = try scanKey(or: "a key in double quotes or }")
          if depth == 1 { field = key }
          continue scanning
        }
      case UInt8(ascii: "["):
        try open(isObject: false)
        try skipIgnored()
        if position < end, base[position] == UInt8(ascii: "]") {
          close()
        } else {
          continue scanning
        }
      case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
        try scanNumber()
      case UInt8(ascii: "t"):
        try scanWord(Self.wordTrue, count: 4)
      case UInt8(ascii: "n"):
        try scanWord(Self.wordNull, count: 4)
      case UInt8(ascii: "f"):
        try scanWord(Self.wordFalse, count: 5)
      default:
        throw .unexpected(offset: position, expected: "a value")
      }
      // A value has ended; close what ends with it, or go on behind a comma.
      while true {
        if depth == 1, field != .other {
          note(field, valueStart..<position)
          field = .other
        }
        if depth == floor { return }
        try skipIgnored()
        guard position < end else { throw .unexpected(offset: position, expected: expectedInContainer) }
        let isObject = openObjects & 1 == 1
        switch base[position] {
        case UInt8(ascii: ","):
          position += 1
          if isObject {
            try skipIgnored()
            let key = try scanKey(or: "a key in double quotes")
            if depth == 1 { field = key }
          }
          continue scanning
        case UInt8(ascii: "}") where isObject, UInt8(ascii: "]") where !isObject:
          close()
        default:
          throw .unexpected(offset: position, expected: expectedInContainer)
        }
      }
    }
  }

  /// Scans the string at the current position.
  ///
  /// - Returns: the offsets between its quotes, and whether it has escapes.
  mutating func scanString() throws(JSONFault) -> (content: Range<Int>, isEscaped: Bool) {
    guard position < end, base[position] == UInt8(ascii: "\"") else {
      throw .unexpected(offset: position, expected: "a string in double quotes")
    }
    position += 1
    let start = position
    var isEscaped = false
    var hasUnpairedHigh = false
    while true {
      skipPlainCharacters()
      guard position < end else { throw .unexpected(offset: end, expected: "the closing quote of a string") }
      switch base[position] {
      case UInt8(ascii: "\""):
        let content = start..<position
        if hasUnpairedHigh {
          // Ruby's decoder trips over some of these after its grammar let them pass.
          let text = UnsafeBufferPointer(start: base, count: end)
          var discarded: [UInt8] = []
          try JSONEscapes.decode(text, content, into: &discarded)
        }
        position += 1
        return (content, isEscaped)
      case UInt8(ascii: "\\"):
        isEscaped = true
        try scanEscape(&hasUnpairedHigh)
      default:
        throw .unexpected(offset: position, expected: "an escape such as \\n instead of a raw control character")
      }
    }
  }

  /// Skips space and comments.
  @inline(__always)
  mutating func skipIgnored() throws(JSONFault) {
    while position < end {
      switch base[position] {
      case 0x20, 0x0A, 0x0D, 0x09: position += 1
      case UInt8(ascii: "/"): try skipComment()
      default: return
      }
    }
  }

  /// Notes the first byte in the range that isn't UTF-8.
  mutating func findUTF8Faults(in range: Range<Int>) {
    guard seenBits & 0x8080_8080_8080_8080 != 0 else { return }
    findings.invalidUTF8Offset = UTF8Check.firstInvalidOffset(UnsafeBufferPointer(start: base, count: end), range)
  }

  // MARK: - Containers and keys

  private enum TopLevelField { case other, className, arguments }

  private var expectedInContainer: StaticText {
    openObjects & 1 == 1 ? "a comma or } after a value" : "a comma or ] after a value"
  }

  private mutating func open(isObject: Bool) throws(JSONFault) {
    guard depth < Self.depthLimit else { throw .tooDeep(offset: position) }
    depth += 1
    openObjects = openObjects << 1 | (isObject ? 1 : 0)
    if depth > findings.depth { findings.depth = depth }
    position += 1
  }

  private mutating func close() {
    depth -= 1
    openObjects >>= 1
    position += 1
  }

  private mutating func scanKey(or expected: StaticText) throws(JSONFault) -> TopLevelField {
    guard position < end, base[position] == UInt8(ascii: "\"") else {
      throw .unexpected(offset: position, expected: expected)
    }
    let (content, isEscaped) = try scanString()
    try skipIgnored()
    guard position < end, base[position] == UInt8(ascii: ":") else {
      throw .unexpected(offset: position, expected: "a colon after a key")
    }
    position += 1
    return depth == 1 ? identify(content, isEscaped: isEscaped) : .other
  }

  @inline(__always)
  private func identify(_ content: Range<Int>, isEscaped: Bool) -> TopLevelField {
    if isEscaped { return identifyEscaped(content) }
    let key = base + content.lowerBound
    // "clas" and "args" as numbers; one comparison each, since this runs for every job.
    if content.count == 5, word(key) == 0x7361_6C63, key[4] == UInt8(ascii: "s") { return .className }
    if content.count == 4, word(key) == 0x7367_7261 { return .arguments }
    return .other
  }

  private func identifyEscaped(_ content: Range<Int>) -> TopLevelField {
    let text = UnsafeBufferPointer(start: base, count: end)
    if JSONEscapes.content(content, of: text, equals: "class") { return .className }
    if JSONEscapes.content(content, of: text, equals: "args") { return .arguments }
    return .other
  }

  private mutating func note(_ field: TopLevelField, _ range: Range<Int>) {
    switch field {
    case .className: classRange = range
    case .arguments: argsRange = range
    case .other: break
    }
  }

  /// Four bytes as one number, the first lowest; the caller has checked that they are there.
  @inline(__always)
  func word(_ address: UnsafePointer<UInt8>) -> UInt32 {
    UInt32(littleEndian: UnsafeRawPointer(address).loadUnaligned(as: UInt32.self))
  }
}
