/// Makes the positional arguments of a payload from a value's properties, in their order.
public enum ArgumentsEncoder {
  /// The bytes of a JSON array.
  ///
  /// An optional that is nil becomes `null`; those at the end are left out, as a Ruby caller would. A type that encodes
  /// itself as an array is that array; any other value is the only argument.
  ///
  /// - Parameter form: whose arguments they are to be.
  /// - Throws: `EncodingError` for a NaN or an infinity, or what the type's own `encode(to:)` throws.
  public static func encode<Value: Encodable>(_ value: Value, as form: ArgumentsForm = .plain) throws -> [UInt8] {
    let root = EncodedValue()
    try ValueEncoder(root, form: form, isRoot: true).encode(value)
    var elements = root.positionalElements
    while elements.last?.isTrailingNil == true { elements.removeLast() }
    var writer = JSONWriter(capacity: 32 * elements.count + 2)
    writer.beginArray()
    for element in elements { element.write(to: &writer) }
    writer.endArray()
    return form == .activeJob ? ActiveJobArguments.marked(try JSONSlice(parsing: writer.bytes)) : writer.bytes
  }
}

/// Whose arguments are encoded.
public enum ArgumentsForm: Sendable {
  /// A plain job's: what JSON has no kind for is a string or a number.
  case plain
  /// An Active Job's: models, times and the like are written as Active Job writes them, objects get its markers.
  case activeJob
}
