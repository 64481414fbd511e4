/// The properties of a job, each an argument in the order in which the type encodes them.
///
/// Codable skips optionals that are nil unless a container keeps their place: hence one method for each plain type.
struct PositionalEncodingContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
  private let object: ObjectEncodingContainer<Key>

  init(_ object: ObjectEncodingContainer<Key>) {
    self.object = object
  }

  var codingPath: [any CodingKey] { object.codingPath }

  func encodeNil(forKey key: Key) { object.encodeNil(forKey: key) }

  func encode(_ value: Bool, forKey key: Key) { object.put(key) { $0.bool(value) } }
  func encode(_ value: String, forKey key: Key) { object.put(key) { $0.string(value) } }
  func encode(_ value: Int, forKey key: Key) { object.put(key) { $0.integer(value) } }

  // Swift's defaults for these two refuse.
  func encode(_ value: Int128, forKey key: Key) { object.put(key) { $0.integer(value) } }
  func encode(_ value: UInt128, forKey key: Key) { object.put(key) { $0.integer(value) } }

  func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws { try object.encode(value, forKey: key) }

  func encodeIfPresent(_ value: Bool?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: String?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: Double?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: Float?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: Int?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: Int8?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: Int16?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: Int32?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: Int64?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: Int128?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: UInt?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: UInt8?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: UInt16?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: UInt32?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: UInt64?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: UInt128?, forKey key: Key) throws { try optional(value, key) }

  func encodeIfPresent<Value: Encodable>(_ value: Value?, forKey key: Key) throws { try optional(value, key) }

  func nestedContainer<NestedKey: CodingKey>(
    keyedBy type: NestedKey.Type, forKey key: Key
  ) -> KeyedEncodingContainer<NestedKey> {
    object.nestedContainer(keyedBy: type, forKey: key)
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    object.nestedUnkeyedContainer(forKey: key)
  }

  func superEncoder() -> any Encoder { object.superEncoder() }

  func superEncoder(forKey key: Key) -> any Encoder { object.superEncoder(forKey: key) }

  private func optional<Value: Encodable>(_ value: Value?, _ key: Key) throws {
    if let value {
      try object.encode(value, forKey: key)
    } else {
      object.encodeAbsent(forKey: key)
    }
  }
}
