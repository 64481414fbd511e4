/// A job's bytes, and where its fields lie in them.
///
/// The bytes are never decoded and encoded again: what isn't edited stays as its producer wrote it, unknown keys,
/// number text and escapes included. Making one costs a single pass and no allocation, since it's made for every job.
public struct Payload: Sendable {
  /// The job, exactly as it came.
  public let bytes: [UInt8]
  /// What the scanner learned of the text besides that it's well formed.
  public let findings: JSONFindings

  let objectRange: Range<Int>
  private let classRange: Range<Int>?
  private let argsRange: Range<Int>?

  /// Checks that the text is a JSON object as Ruby's json 2.6.3 takes it. Class and args are not looked at.
  ///
  /// - Throws: ``MalformedPayload`` with the reason.
  public init(_ bytes: [UInt8]) throws(MalformedPayload) {
    let scanned = try JSONSlice.scan(bytes)
    guard bytes[scanned.range.lowerBound] == UInt8(ascii: "{") else {
      throw .notObject(JSONKind(firstByte: bytes[scanned.range.lowerBound]))
    }
    self.bytes = bytes
    findings = scanned.findings
    objectRange = scanned.range
    classRange = scanned.class
    argsRange = scanned.args
  }

  /// Reads class and args of something that may be broken, as far as it goes.
  ///
  /// Each value is returned only if it's complete and well formed in itself, whatever comes behind it.
  public static func scanning(_ bytes: [UInt8]) -> (className: JSONSlice?, arguments: JSONSlice?) {
    bytes.withUnsafeBufferPointer { text in
      var scanner = JSONScanner(text)
      var className: JSONSlice?
      var arguments: JSONSlice?
      guard (try? scanner.skipIgnored()) != nil, scanner.position < text.count,
        text[scanner.position] == UInt8(ascii: "{")
      else { return (nil, nil) }
      scanner.position += 1
      while let (key, isEscaped, value) = scanner.nextMember() {
        let member = JSONMembers.Member(bytes, key: key, isEscaped: isEscaped, value: value)
        if member.hasKey("class") { className = member.value }
        if member.hasKey("args") { arguments = member.value }
      }
      return (className, arguments)
    }
  }

  /// The whole object.
  public var object: JSONSlice { JSONSlice(bytes, objectRange) }

  /// The value of a top-level field, or nil. Keys are compared decoded, and the last of equal keys wins, as in Ruby.
  public func slice(of field: String) -> JSONSlice? {
    switch field {
    case "class": className
    case "args": arguments
    default: object[field]
    }
  }

  /// The value of `class`, whatever it is.
  public var className: JSONSlice? { classRange.map { JSONSlice(bytes, $0) } }

  /// The value of `args`, whatever it is.
  public var arguments: JSONSlice? { argsRange.map { JSONSlice(bytes, $0) } }
}
