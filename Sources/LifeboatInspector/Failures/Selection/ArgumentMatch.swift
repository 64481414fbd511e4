import LifeboatFormat

/// The conditions for one place among a job's arguments, ready to be compared: any of their values will do.
struct ArgumentMatch: Sendable {
  private let path: [String]
  private let values: [Value]

  private struct Value: Sendable {
    /// What a string must say; `nil` where a value of JSON is meant.
    let text: [UInt8]?
    /// The value of JSON that will do; `nil` where the text is none.
    let json: JSONSlice?
  }

  init(_ path: [String], _ values: [String]) {
    self.path = path
    self.values = values.map { value in
      let bytes = Array(value.utf8)
      let json = try? JSONSlice(parsing: bytes)
      // Quotes say that a string is meant, such as "42" beside 42.
      return Value(text: json?.kind == .string ? nil : bytes, json: json)
    }
  }

  /// One for each place that conditions name, in their order.
  static func grouping(_ conditions: [ArgumentCondition]) -> [ArgumentMatch] {
    var groups: [(path: [String], values: [String])] = []
    for condition in conditions {
      if let index = groups.firstIndex(where: { $0.path == condition.path }) {
        groups[index].values.append(condition.value)
      } else {
        groups.append((condition.path, [condition.value]))
      }
    }
    return groups.map { ArgumentMatch($0.path, $0.values) }
  }

  /// Whether the arguments have one of the values in the place; not where there is no such place.
  func matches(_ arguments: JSONSlice) -> Bool {
    var place = arguments
    for step in path {
      guard let next = Self.step(step, in: place) else { return false }
      place = next
    }
    let text = place.string.map { Array($0.utf8) }
    return values.contains { value in
      if let text, text == value.text { return true }
      return value.json.map(place.hasSameValue) ?? false
    }
  }

  private static func step(_ step: String, in value: JSONSlice) -> JSONSlice? {
    guard value.kind == .array else { return value[step] }
    guard let position = Int(step), position >= 0 else { return nil }
    return value.elements.dropFirst(position).first { _ in true }
  }
}
