/// The arguments of a job, handed out in the order in which the type asks for its properties.
struct PositionalDecodingContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
  private let positions: Positions

  init(_ positions: Positions) {
    self.positions = positions
  }

  var codingPath: [any CodingKey] { [] }

  /// None: arguments have no names.
  var allKeys: [Key] { [] }

  func contains(_ key: Key) -> Bool { positions.element(for: key) != nil }

  func decodeNil(forKey key: Key) throws -> Bool { positions.element(for: key)?.isNull ?? true }

  func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool {
    // The plain kinds succeed without a decoder of their own, whose path would have to be allocated.
    if let value = positions.element(for: key)?.bool { return value }
    return try decoder(for: key).decode(type)
  }

  func decode(_ type: String.Type, forKey key: Key) throws -> String {
    if let value = positions.element(for: key)?.string { return value }
    return try decoder(for: key).decode(type)
  }

  func decode(_ type: Double.Type, forKey key: Key) throws -> Double {
    if let value = positions.element(for: key)?.double { return value }
    return try decoder(for: key).decode(type)
  }

  func decode(_ type: Int.Type, forKey key: Key) throws -> Int {
    if let value = positions.element(for: key)?.int { return value }
    return try decoder(for: key).decode(type)
  }

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

  func superDecoder() throws -> any Decoder { try superDecoder(for: AnyKey(stringValue: "super")) }

  func superDecoder(forKey key: Key) throws -> any Decoder { try superDecoder(for: key) }

  private func superDecoder(for key: some CodingKey) throws -> any Decoder {
    SliceDecoder(try positions.required(key), positions, path: [key])
  }

  private func decoder(for key: Key) throws -> SliceDecoder {
    SliceDecoder(try positions.required(key), positions, path: [key])
  }
}
