/// A value that is being encoded. Containers fill theirs in any order, so it's a tree until all is there.
final class EncodedValue {
  private enum Content {
    /// Nothing was encoded: an empty struct.
    case nothing
    case json([UInt8])
    case array([EncodedValue])
    case object(keys: [String], values: [EncodedValue])
  }

  private var content = Content.nothing
  /// Whether this stands for an optional property that is nil.
  private(set) var isTrailingNil = false
  /// Whether an object is the keyword arguments of an Active Job.
  var isKeywords = false

  init() {}

  /// A property that is nil.
  static var absent: EncodedValue {
    let value = EncodedValue()
    value.isTrailingNil = true
    value.content = .json(Array("null".utf8))
    return value
  }

  func set(_ write: (inout JSONWriter) throws -> Void) rethrows {
    var writer = JSONWriter()
    try write(&writer)
    content = .json(writer.bytes)
  }

  func beginArray() {
    if case .array = content { return }
    content = .array([])
  }

  func beginObject() {
    if case .object = content { return }
    content = .object(keys: [], values: [])
  }

  func append(_ value: EncodedValue) {
    guard case .array(var values) = content else { return }
    content = .nothing
    values.append(value)
    content = .array(values)
  }

  /// Puts a value under a key, in the place of one that is there.
  func put(_ value: EncodedValue, under key: String) {
    guard case .object(var keys, var values) = content else { return }
    content = .nothing
    if let index = keys.firstIndex(of: key) {
      values[index] = value
    } else {
      keys.append(key)
      values.append(value)
    }
    content = .object(keys: keys, values: values)
  }

  var count: Int {
    if case .array(let values) = content { return values.count }
    return 0
  }

  /// What is one argument each, when this is the root.
  var positionalElements: [EncodedValue] {
    switch content {
    case .nothing: []
    case .json: [self]
    case .array(let values), .object(_, let values): values
    }
  }

  func write(to writer: inout JSONWriter) {
    switch content {
    case .nothing:
      writer.beginObject()
      writeMarker([], to: &writer)
      writer.endObject()
    case .json(let bytes):
      writer.raw(bytes)
    case .array(let values):
      writer.beginArray()
      for value in values { value.write(to: &writer) }
      writer.endArray()
    case .object(let keys, let values):
      writer.beginObject()
      for (key, value) in zip(keys, values) {
        writer.key(key)
        value.write(to: &writer)
      }
      writeMarker(keys, to: &writer)
      writer.endObject()
    }
  }

  private func writeMarker(_ keys: [String], to writer: inout JSONWriter) {
    guard isKeywords else { return }
    writer.key(ActiveJobMarker.keywords.rawValue)
    writer.beginArray()
    for key in keys { writer.string(key) }
    writer.endArray()
  }
}
