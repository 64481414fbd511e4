/// A well-formed JSON value inside bytes, read only as far as somebody asks.
///
/// It keeps the bytes it lies in alive and copies none of them.
public struct JSONSlice: Sendable {
  /// The text that holds the value.
  let text: [UInt8]
  /// Where in ``text`` the value lies, without the space around it.
  let range: Range<Int>

  /// Which of the six kinds the value is.
  public var kind: JSONKind { JSONKind(firstByte: text[range.lowerBound]) }

  /// The value's bytes, exactly as they are.
  public var bytes: ArraySlice<UInt8> { text[range] }

  init(_ text: [UInt8], _ range: Range<Int>) {
    self.text = text
    self.range = range
  }

  /// Checks a text that may be any JSON value, as Ruby's json 2.6.3 takes it.
  ///
  /// - Throws: ``MalformedPayload/empty``, ``MalformedPayload/notJSON(offset:expected:excerpt:)`` or
  ///   ``MalformedPayload/tooDeep(offset:)``.
  public init(parsing bytes: [UInt8]) throws(MalformedPayload) {
    self.init(bytes, try JSONSlice.scan(bytes).range)
  }

  /// Whether the value is `null`.
  public var isNull: Bool { kind == .null }

  /// The value of `true` or `false`; nil for any other kind.
  public var bool: Bool? { kind == .bool ? text[range.lowerBound] == UInt8(ascii: "t") : nil }

  /// A number's digits as they are written; nil for any other kind.
  public var numberText: String? { kind == .number ? String(decoding: bytes, as: UTF8.self) : nil }

  /// A number without fraction or exponent that fits; nil otherwise. `1.0` is no integer, as in Ruby.
  public func integer<Integer: FixedWidthInteger>(_ type: Integer.Type = Integer.self) -> Integer? {
    guard kind == .number else { return nil }
    var value: Integer = 0
    let isNegative = text[range.lowerBound] == UInt8(ascii: "-")
    for byte in text[(range.lowerBound + (isNegative ? 1 : 0))..<range.upperBound] {
      guard byte &- UInt8(ascii: "0") < 10 else { return nil }
      // Counting away from zero on the right side, so that the smallest number fits too.
      let digit = Integer(truncatingIfNeeded: byte - UInt8(ascii: "0"))
      let (product, tooBig) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflow) =
        isNegative ? product.subtractingReportingOverflow(digit) : product.addingReportingOverflow(digit)
      guard !tooBig, !overflow else { return nil }
      value = sum
    }
    return value
  }

  /// ``integer(_:)`` for `Int`.
  public var int: Int? { integer(Int.self) }

  /// A number as the nearest double, infinite for `1e400` as in Ruby; nil for any other kind.
  public var double: Double? { numberText.flatMap { Double($0) } }

  /// A string's text, its escapes decoded, invalid UTF-8 replaced by U+FFFD; nil for any other kind.
  public var string: String? {
    guard kind == .string else { return nil }
    let content = (range.lowerBound + 1)..<(range.upperBound - 1)
    return text.withUnsafeBufferPointer { text in
      JSONSlice.decodedString(text, content)
    }
  }

  /// The elements of an array, one after the other; none for any other kind.
  public var elements: JSONElements { JSONElements(self) }

  /// The keys and values of an object, in order, duplicates included; none for any other kind.
  public var members: JSONMembers { JSONMembers(self) }

  /// The value of an object's key. Keys are compared decoded, and the last of equal keys wins, as in Ruby.
  public subscript(key: String) -> JSONSlice? {
    var found: JSONSlice?
    for member in members where member.hasKey(key) { found = member.value }
    return found
  }

  /// What a strict parser would say to the value, and how deep it is in itself.
  public var findings: JSONFindings {
    text.withUnsafeBufferPointer { text in
      var scanner = JSONScanner(text, from: range.lowerBound)
      // It was scanned before, with what surrounds it: it can't fail now.
      try? scanner.scanValue()
      scanner.findUTF8Faults(in: range)
      return scanner.findings
    }
  }

  static func decodedString(_ text: UnsafeBufferPointer<UInt8>, _ content: Range<Int>) -> String {
    let characters = UnsafeBufferPointer(rebasing: text[content])
    guard characters.contains(UInt8(ascii: "\\")) else { return String(decoding: characters, as: UTF8.self) }
    var decoded: [UInt8] = []
    decoded.reserveCapacity(content.count)
    // The scanner has refused what this can't decode.
    try? JSONEscapes.decode(text, content, into: &decoded)
    return String(decoding: decoded, as: UTF8.self)
  }

  static func scan(
    _ bytes: [UInt8]
  ) throws(MalformedPayload) -> (range: Range<Int>, findings: JSONFindings, class: Range<Int>?, args: Range<Int>?) {
    let result = bytes.withUnsafeBufferPointer { text in
      var scanner = JSONScanner(text)
      return Result { () throws(JSONFault) in
        let range = try scanner.scanDocument()
        return (range, scanner.findings, scanner.classRange, scanner.argsRange)
      }
    }
    switch result {
    case .success(let (range, findings, classRange, argsRange)): return (range, findings, classRange, argsRange)
    case .failure(let fault): throw MalformedPayload(fault, in: bytes)
    }
  }
}
