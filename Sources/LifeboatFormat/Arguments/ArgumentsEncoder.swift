/// Makes the positional arguments of a payload from a value's properties, in their order.
public enum ArgumentsEncoder {
  /// The bytes of a JSON array.
  ///
  /// An optional that is nil becomes `null`; those at the end are left out, as a Ruby caller would. A type that encodes
  /// itself as an array is that array; any other value is the only argument.
  ///
  /// - Throws: `EncodingError` for a NaN or an infinity, or what the type's own `encode(to:)` throws.
  public static func encode<Value: Encodable>(_ value: Value) throws -> [UInt8] {
    let root = EncodedValue()
    try ValueEncoder(root, isRoot: true).encode(value)
    var elements = root.positionalElements
    while elements.last?.isTrailingNil == true { elements.removeLast() }
    var writer = JSONWriter(capacity: 32 * elements.count + 2)
    writer.beginArray()
    for element in elements { element.write(to: &writer) }
    writer.endArray()
    return writer.bytes
  }
}
