/// An array inside an argument, or the array of arguments itself.
struct ArrayDecodingContainer: UnkeyedDecodingContainer {
  private let decoder: SliceDecoder
  private let elements: [JSONSlice]
  private(set) var currentIndex = 0

  /// - Parameter decoder: of an array.
  init(_ decoder: SliceDecoder) {
    self.decoder = decoder
    elements = Array(decoder.slice.elements)
  }

  var codingPath: [any CodingKey] { decoder.codingPath }

  var count: Int? { elements.count }

  var isAtEnd: Bool { currentIndex >= elements.count }

  mutating func decodeNil() throws -> Bool {
    guard !isAtEnd, elements[currentIndex].isNull else { return false }
    currentIndex += 1
    return true
  }

  // Swift's defaults for these two refuse.
  mutating func decode(_ type: Int128.Type) throws -> Int128 { try element { try $0.decode(type) } }
  mutating func decode(_ type: UInt128.Type) throws -> UInt128 { try element { try $0.decode(type) } }

  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try element { try $0.decode(type) } }

  mutating func nestedContainer<NestedKey: CodingKey>(
    keyedBy type: NestedKey.Type
  ) throws -> KeyedDecodingContainer<NestedKey> {
    let container = try current().container(keyedBy: type)
    currentIndex += 1
    return container
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    let container = try current().unkeyedContainer()
    currentIndex += 1
    return container
  }

  mutating func superDecoder() throws -> any Decoder {
    let decoder = try current()
    currentIndex += 1
    return decoder
  }

  private mutating func element<Value>(_ decode: (SliceDecoder) throws -> Value) throws -> Value {
    let value = try decode(current())
    currentIndex += 1
    return value
  }

  private func current() throws -> SliceDecoder {
    guard !isAtEnd else { throw decoder.mismatch("an array of at least \(currentIndex + 1) elements") }
    return SliceDecoder(
      elements[currentIndex], decoder.positions, path: decoder.codingPath + [AnyKey(intValue: currentIndex)])
  }
}
