/// Any JSON value, for jobs that are enqueued without a type of their own.
///
/// Numbers keep their text, so `1.0` stays `1.0` and integers may have any size; objects keep their order and
/// duplicate keys.
///
/// ```swift
/// let arguments: JSONValue = [42, "tar", ["deep": true, "ratio": 0.5], nil]
/// ```
public enum JSONValue: Sendable {
  case null
  case bool(Bool)
  /// The number's text, which must be a JSON number.
  case number(text: String)
  case string(String)
  case array([JSONValue])
  case object([(key: String, value: JSONValue)])

  /// Reads a text, as Ruby's json 2.6.3 takes it.
  ///
  /// - Throws: ``MalformedPayload`` when the text is no JSON.
  public init(parsing bytes: [UInt8]) throws(MalformedPayload) {
    self.init(try JSONSlice(parsing: bytes))
  }

  /// Reads a text, as Ruby's json 2.6.3 takes it.
  ///
  /// - Throws: ``MalformedPayload`` when the text is no JSON.
  public init(parsing text: String) throws(MalformedPayload) {
    try self.init(parsing: Array(text.utf8))
  }

  /// Reads a value that was found before.
  public init(_ slice: JSONSlice) {
    switch slice.kind {
    case .null: self = .null
    case .bool: self = .bool(slice.bool ?? false)
    case .number: self = .number(text: slice.numberText ?? "0")
    case .string: self = .string(slice.string ?? "")
    case .array: self = .array(slice.elements.map(JSONValue.init))
    case .object: self = .object(slice.members.map { ($0.key, JSONValue($0.value)) })
    }
  }

  /// An integer.
  public static func integer(_ value: some BinaryInteger) -> JSONValue { .number(text: String(value)) }

  /// A number in Ruby's spelling; `null` for NaN and the infinities, which JSON can't express.
  public static func double(_ value: Double) -> JSONValue {
    value.isFinite ? .number(text: RubyFloat.text(value)) : .null
  }

  /// The value's JSON, as ``JSONWriter`` writes it.
  public func encode() -> [UInt8] {
    var writer = JSONWriter()
    write(to: &writer)
    return writer.bytes
  }

  func write(to writer: inout JSONWriter) {
    switch self {
    case .null: writer.null()
    case .bool(let value): writer.bool(value)
    case .number(let text): writer.raw(text.utf8)
    case .string(let value): writer.string(value)
    case .array(let elements):
      writer.beginArray()
      for element in elements { element.write(to: &writer) }
      writer.endArray()
    case .object(let members):
      writer.beginObject()
      for (key, value) in members {
        writer.key(key)
        value.write(to: &writer)
      }
      writer.endObject()
    }
  }
}

/// Values are equal when their JSON is: `1` and `1.0` differ, and so do objects in another order.
extension JSONValue: Equatable {
  public static func == (left: JSONValue, right: JSONValue) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let left), .bool(let right)): left == right
    case (.number(let left), .number(let right)): left == right
    case (.string(let left), .string(let right)): left == right
    case (.array(let left), .array(let right)): left == right
    case (.object(let left), .object(let right)): left.elementsEqual(right) { $0.key == $1.key && $0.value == $1.value }
    default: false
    }
  }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  public init(nilLiteral: ()) { self = .null }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(integerLiteral value: Int) { self = .integer(value) }
  public init(floatLiteral value: Double) { self = .double(value) }
  public init(stringLiteral value: String) { self = .string(value) }
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  public init(dictionaryLiteral members: (String, JSONValue)...) { self = .object(members.map { ($0, $1) }) }
}
