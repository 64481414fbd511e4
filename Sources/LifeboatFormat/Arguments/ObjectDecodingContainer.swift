/// An object inside an argument, decoded by its keys; the last of equal keys wins.
struct ObjectDecodingContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
  private let decoder: SliceDecoder
  private let members: [String: JSONSlice]

  /// - Parameter decoder: of an object.
  init(_ decoder: SliceDecoder) {
    self.decoder = decoder
    members = Dictionary(decoder.slice.members.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
  }

  var codingPath: [any CodingKey] { decoder.codingPath }

  var allKeys: [Key] { members.keys.compactMap(Key.init(stringValue:)) }

  func contains(_ key: Key) -> Bool { members[key.stringValue] != nil }

  func decodeNil(forKey key: Key) throws -> Bool { members[key.stringValue]?.isNull ?? true }

  // Swift's defaults for these two refuse.
  func decode(_ type: Int128.Type, forKey key: Key) throws -> Int128 { try decoder(for: key).decode(type) }
  func decode(_ type: UInt128.Type, forKey key: Key) throws -> UInt128 { try decoder(for: key).decode(type) }

  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    try decoder(for: key).decode(type)
  }

  func nestedContainer<NestedKey: CodingKey>(
    keyedBy type: NestedKey.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<NestedKey> {
    try decoder(for: key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try decoder(for: key).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder { try decoder(for: AnyKey(stringValue: "super")) }

  func superDecoder(forKey key: Key) throws -> any Decoder { try decoder(for: key) }

  private func decoder(for key: some CodingKey) throws -> SliceDecoder {
    guard let value = members[key.stringValue] else {
      throw decoder.mismatch("an object with the key \(key.stringValue)")
    }
    return SliceDecoder(value, decoder.positions, path: decoder.codingPath + [key])
  }
}
