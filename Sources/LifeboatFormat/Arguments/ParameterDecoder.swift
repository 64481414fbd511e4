/// Decodes one argument after the other, for parameters, which have places and no names.
struct ParameterDecoder {
  let positions: Positions
  private let container: PositionalDecodingContainer<AnyKey>
  private var count = 0

  init(_ arguments: JSONSlice, className: String) {
    positions = Positions(arguments, className: className)
    container = PositionalDecodingContainer(positions)
  }

  /// The next argument's value; behind the end, an optional is nil.
  mutating func next<Value: Decodable>(_ type: Value.Type) throws -> Value {
    count += 1
    let key = AnyKey(stringValue: "argument \(count)")
    if type is any Omissible.Type, !container.contains(key) {
      return try SliceDecoder(JSONSlice(Array("null".utf8), 0..<4), positions, path: [key]).decode(type)
    }
    return try container.decode(type, forKey: key)
  }
}

/// What a parameter's type says when its argument may be left out.
private protocol Omissible {}

extension Optional: Omissible {}
