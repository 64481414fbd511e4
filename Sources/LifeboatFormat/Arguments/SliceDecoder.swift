/// Decodes one JSON value. At the root, asked for keys, it decodes the array of arguments by position.
struct SliceDecoder: Decoder {
  let slice: JSONSlice
  let positions: Positions
  let codingPath: [any CodingKey]
  private let isRoot: Bool

  var userInfo: [CodingUserInfoKey: Any] { [:] }

  init(_ slice: JSONSlice, _ positions: Positions, path: [any CodingKey] = [], isRoot: Bool = false) {
    self.slice = slice
    self.positions = positions
    codingPath = path
    self.isRoot = isRoot
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    if isRoot { return KeyedDecodingContainer(PositionalDecodingContainer<Key>(positions)) }
    guard slice.kind == .object else { throw mismatch("an object") }
    return KeyedDecodingContainer(ObjectDecodingContainer<Key>(self))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    if isRoot { positions.isReadWhole = true }
    guard slice.kind == .array else { throw mismatch("an array") }
    return ArrayDecodingContainer(self)
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer {
    if isRoot { positions.isReadWhole = true }
    return self
  }

  /// Decodes a value that isn't one of the plain kinds below, or is: the type decides.
  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    if type == JSONValue.self, let value = JSONValue(slice) as? Value {
      if isRoot { positions.isReadWhole = true }
      return value
    }
    if type == Duration.self {
      let duration = slice.numberText.flatMap(DecimalText.init).flatMap { Duration(seconds: $0) }
      guard let value = duration as? Value else { throw mismatch("a number of seconds") }
      return value
    }
    do {
      return try type.init(from: self)
    } catch DecodingError.dataCorrupted(let context) where context.codingPath.count == codingPath.count {
      // This is how an enum says that it has no case for a raw value.
      throw mismatch("a value that \(type) takes (\(context.debugDescription))")
    }
  }

  func mismatch(_ expected: String) -> UnfitArguments {
    positions.mismatch(slice, at: codingPath, expected: expected)
  }
}

extension SliceDecoder: SingleValueDecodingContainer {
  func decodeNil() -> Bool { slice.isNull }

  func decode(_ type: Bool.Type) throws -> Bool {
    guard let value = slice.bool else { throw mismatch("true or false") }
    return value
  }

  func decode(_ type: String.Type) throws -> String {
    guard let value = slice.string else { throw mismatch("a string") }
    return value
  }

  func decode(_ type: Double.Type) throws -> Double {
    guard let value = slice.double else { throw mismatch("a number") }
    return value
  }

  func decode(_ type: Float.Type) throws -> Float {
    guard let text = slice.numberText, let value = Float(text) else { throw mismatch("a number") }
    return value
  }

  func decode(_ type: Int.Type) throws -> Int { try integer() }
  func decode(_ type: Int8.Type) throws -> Int8 { try integer() }
  func decode(_ type: Int16.Type) throws -> Int16 { try integer() }
  func decode(_ type: Int32.Type) throws -> Int32 { try integer() }
  func decode(_ type: Int64.Type) throws -> Int64 { try integer() }
  func decode(_ type: Int128.Type) throws -> Int128 { try integer() }
  func decode(_ type: UInt.Type) throws -> UInt { try integer() }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try integer() }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try integer() }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try integer() }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try integer() }
  func decode(_ type: UInt128.Type) throws -> UInt128 { try integer() }

  private func integer<Integer: FixedWidthInteger>() throws -> Integer {
    guard let value = slice.integer(Integer.self) else {
      throw mismatch(Integer.self == Int.self ? "an integer" : "an integer from \(Integer.min) to \(Integer.max)")
    }
    return value
  }
}
