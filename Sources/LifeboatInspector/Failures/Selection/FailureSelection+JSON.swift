import LifeboatFormat

/// A selection as an operation's record keeps it: an object with a field for each condition that is set.
///
/// `{"classes":[…],"queues":[…],"errors":[…],"message":…,"match":…,"since":…,"until":…,"ids":[…],`
/// `"arguments":[{"path":[…],"value":…}],"fingerprints":[…],"retried":true,"malformed":true,"limit":…}`
extension FailureSelection {
  fileprivate enum Field: String {
    case classes, queues, errors, message, match, since, until, ids, arguments, fingerprints, retried, malformed, limit
  }

  /// The selection's JSON.
  public func encoded() -> [UInt8] {
    var json = JSONWriter(capacity: 100 + 35 * (ids?.count ?? 0))
    json.beginObject()
    json.write(.classes, classes)
    json.write(.queues, queues)
    json.write(.errors, errors)
    json.write(.message, message)
    json.write(.match, match)
    json.write(.since, since)
    json.write(.until, until)
    if let ids { json.write(ids, of: .ids) }
    json.write(.arguments, arguments)
    json.write(.fingerprints, fingerprints)
    json.write(.retried, retried)
    json.write(.malformed, malformed)
    json.write(.limit, limit)
    json.endObject()
    return json.bytes
  }

  /// Reads a selection's JSON. What it does not know it refuses: it would select something else than was meant.
  ///
  /// - Throws: ``InspectorError/unreadableSelection(_:)``.
  public init(decoding bytes: [UInt8]) throws(InspectorError) {
    self.init()
    let object: JSONSlice
    do { object = try Payload(bytes).object } catch {
      throw .unreadableSelection("it is no JSON object: \(error)")
    }
    for member in object.members {
      guard let field = Field(rawValue: member.key) else {
        throw .unreadableSelection(
          "it has the condition \(Printable.line(member.key, limit: 40)), which is unknown here")
      }
      try read(member.value, as: field)
    }
  }

  private mutating func read(_ value: JSONSlice, as field: Field) throws(InspectorError) {
    switch field {
    case .classes: classes = try Self.strings(value, field)
    case .queues: queues = try Self.strings(value, field)
    case .errors: errors = try Self.strings(value, field)
    case .message: message = try Self.required(value.string, field)
    case .match: match = try Self.required(value.string, field)
    case .since: since = try Self.required(value.int, field)
    case .until: until = try Self.required(value.int, field)
    case .ids: ids = try Self.strings(value, field)
    case .arguments: arguments = try Self.conditions(value, field)
    case .fingerprints: fingerprints = try Self.strings(value, field)
    case .retried: retried = try Self.required(value.bool, field)
    case .malformed: malformed = try Self.required(value.bool, field)
    case .limit: limit = try Self.required(value.int, field)
    }
  }

  private static func required<Value>(_ value: Value?, _ field: Field) throws(InspectorError) -> Value {
    guard let value else { throw .unreadableSelection("the form of its \(field.rawValue) is unknown here") }
    return value
  }

  private static func strings(_ value: JSONSlice, _ field: Field) throws(InspectorError) -> [String] {
    guard value.kind == .array else { return try required(nil, field) }
    var strings: [String] = []
    for element in value.elements { strings.append(try required(element.string, field)) }
    return strings
  }

  private static func conditions(_ value: JSONSlice, _ field: Field) throws(InspectorError) -> [ArgumentCondition] {
    guard value.kind == .array else { return try required(nil, field) }
    var conditions: [ArgumentCondition] = []
    for element in value.elements {
      var path: [String]?
      var text: String?
      for member in element.members {
        switch member.key {
        case "path": path = try strings(member.value, field)
        case "value": text = try required(member.value.string, field)
        default: throw .unreadableSelection("its \(field.rawValue) have a part that is unknown here")
        }
      }
      conditions.append(ArgumentCondition(path: try required(path, field), value: try required(text, field)))
    }
    return conditions
  }
}

extension JSONWriter {
  fileprivate mutating func write(_ strings: [String], of field: FailureSelection.Field) {
    key(field.rawValue)
    beginArray()
    for value in strings { string(value) }
    endArray()
  }

  fileprivate mutating func write(_ field: FailureSelection.Field, _ strings: [String]) {
    if !strings.isEmpty { write(strings, of: field) }
  }

  fileprivate mutating func write(_ field: FailureSelection.Field, _ text: String?) {
    guard let text else { return }
    key(field.rawValue)
    string(text)
  }

  fileprivate mutating func write(_ field: FailureSelection.Field, _ number: Int?) {
    guard let number else { return }
    key(field.rawValue)
    integer(number)
  }

  fileprivate mutating func write(_ field: FailureSelection.Field, _ isSet: Bool) {
    guard isSet else { return }
    key(field.rawValue)
    bool(true)
  }

  fileprivate mutating func write(_ field: FailureSelection.Field, _ conditions: [ArgumentCondition]) {
    guard !conditions.isEmpty else { return }
    key(field.rawValue)
    beginArray()
    for condition in conditions {
      beginObject()
      key("path")
      beginArray()
      for step in condition.path { string(step) }
      endArray()
      key("value")
      string(condition.value)
      endObject()
    }
    endArray()
  }
}
