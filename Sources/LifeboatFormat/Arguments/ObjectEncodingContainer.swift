/// The members of an object inside an argument. Optionals that are nil are left out, as is Codable's way.
struct ObjectEncodingContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
  private let encoder: ValueEncoder

  /// - Parameter encoder: of an object.
  init(_ encoder: ValueEncoder) {
    self.encoder = encoder
  }

  var codingPath: [any CodingKey] { encoder.codingPath }

  func encodeNil(forKey key: Key) {
    place(for: key).encodeNil()
  }

  // Swift's defaults for these two refuse.
  func encode(_ value: Int128, forKey key: Key) { put(key) { $0.integer(value) } }
  func encode(_ value: UInt128, forKey key: Key) { put(key) { $0.integer(value) } }

  func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
    try place(for: key).encode(value)
  }

  /// Puts a value that needs no encoder of its own, whose path would have to be allocated.
  func put(_ key: Key, _ write: (inout JSONWriter) -> Void) {
    let value = EncodedValue()
    value.set(write)
    encoder.target.put(value, under: key.stringValue)
  }

  /// Keeps the place of a property that is nil.
  func encodeAbsent(forKey key: Key) {
    encoder.target.put(.absent, under: key.stringValue)
  }

  func nestedContainer<NestedKey: CodingKey>(
    keyedBy type: NestedKey.Type, forKey key: Key
  ) -> KeyedEncodingContainer<NestedKey> {
    place(for: key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    place(for: key).unkeyedContainer()
  }

  func superEncoder() -> any Encoder { place(for: AnyKey(stringValue: "super")) }

  func superEncoder(forKey key: Key) -> any Encoder { place(for: key) }

  private func place(for key: some CodingKey) -> ValueEncoder {
    let value = EncodedValue()
    encoder.target.put(value, under: key.stringValue)
    return encoder.child(value, key)
  }
}
