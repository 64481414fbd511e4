/// Which property is which argument, found out while the type asks for them.
final class Positions {
  let elements: [JSONSlice]
  let className: String
  /// The properties asked for so far; the first is the first argument.
  private(set) var names: [String] = []
  /// Whether the type took the array of arguments itself and so says nothing of how many there may be.
  var isReadWhole = false

  init(_ arguments: JSONSlice, className: String) {
    elements = Array(arguments.elements)
    self.className = className
  }

  /// The place of a property, a new one if it wasn't asked for before.
  func index(of key: some CodingKey) -> Int {
    let name = key.stringValue
    if let index = names.firstIndex(of: name) { return index }
    names.append(name)
    return names.count - 1
  }

  /// The argument of a property, or nil behind the end.
  func element(for key: some CodingKey) -> JSONSlice? {
    let index = index(of: key)
    return index < elements.count ? elements[index] : nil
  }

  /// The argument of a property that must be there.
  func required(_ key: some CodingKey) throws(UnfitArguments) -> JSONSlice {
    let index = index(of: key)
    guard index < elements.count else {
      throw .tooFew(className: className, atLeast: index + 1, got: elements.count, missing: key.stringValue)
    }
    return elements[index]
  }

  /// Checks, once everything was asked for, that no argument is left over.
  func checkCount() throws(UnfitArguments) {
    guard elements.count <= names.count else {
      throw .tooMany(className: className, atMost: names.count, got: elements.count)
    }
  }

  /// The error for a value that isn't what its place needs.
  func mismatch(_ slice: JSONSlice, at path: [any CodingKey], expected: String) -> UnfitArguments {
    unfit(at: path, expected: expected, got: Self.shown(slice))
  }

  /// The error for what a type's own `init(from:)` threw.
  func unfit(_ error: any Error) -> UnfitArguments {
    switch error {
    case let error as UnfitArguments: error
    case DecodingError.typeMismatch(let type, let context):
      unfit(at: context.codingPath, expected: "a value for \(type)", got: "another (\(context.debugDescription))")
    case DecodingError.valueNotFound(let type, let context):
      unfit(at: context.codingPath, expected: "a value for \(type)", got: "none")
    case DecodingError.keyNotFound(let key, let context):
      unfit(at: context.codingPath, expected: "an object with the key \(key.stringValue)", got: "one without it")
    case DecodingError.dataCorrupted(let context):
      unfit(
        at: context.codingPath, expected: "a value that its type takes", got: "another (\(context.debugDescription))")
    default:
      unfit(at: [], expected: "a value that its type takes", got: "another (\(error))")
    }
  }

  private func unfit(at path: [any CodingKey], expected: String, got: String) -> UnfitArguments {
    var name = ""
    for key in path {
      if let index = key.intValue {
        name += "[\(index)]"
      } else {
        name += (name.isEmpty ? "" : ".") + key.stringValue
      }
    }
    // With a type that reads the array itself the first step is an index, not a property.
    let index = path.first.map { key in key.intValue ?? names.firstIndex(of: key.stringValue) ?? 0 } ?? 0
    return .wrongType(
      className: className, index: index, name: name.isEmpty ? "the arguments" : name, expected: expected,
      got: Printable.line(got, limit: 200))
  }

  private static func shown(_ slice: JSONSlice) -> String {
    switch slice.kind {
    case .null: "null"
    case .bool, .number: "\(slice.kind == .number ? "the number " : "")\(Printable.line(slice.bytes, limit: 40))"
    case .string: "the string \(Printable.line(slice.bytes, limit: 40))"
    case .array: "the array \(Printable.line(slice.bytes, limit: 40))"
    case .object: "the object \(Printable.line(slice.bytes, limit: 40))"
    }
  }
}
