/// The elements of an array inside an argument, or the arguments themselves.
struct ArrayEncodingContainer: UnkeyedEncodingContainer {
  private let encoder: ValueEncoder

  /// - Parameter encoder: of an array.
  init(_ encoder: ValueEncoder) {
    self.encoder = encoder
  }

  var codingPath: [any CodingKey] { encoder.codingPath }

  var count: Int { encoder.target.count }

  func encodeNil() { place().encodeNil() }

  // Swift's defaults for these two refuse.
  func encode(_ value: Int128) { place().encode(value) }
  func encode(_ value: UInt128) { place().encode(value) }

  func encode<Value: Encodable>(_ value: Value) throws { try place().encode(value) }

  func nestedContainer<NestedKey: CodingKey>(keyedBy type: NestedKey.Type) -> KeyedEncodingContainer<NestedKey> {
    place().container(keyedBy: type)
  }

  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { place().unkeyedContainer() }

  func superEncoder() -> any Encoder { place() }

  private func place() -> ValueEncoder {
    let key = AnyKey(intValue: count)
    let value = EncodedValue()
    encoder.target.append(value)
    return encoder.child(value, key)
  }
}
