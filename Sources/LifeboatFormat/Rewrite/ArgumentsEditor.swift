/// Changes single places in an array of arguments; every other byte stays.
struct ArgumentsEditor {
  /// The array.
  private(set) var bytes: [UInt8]
  /// Whether the arguments are those of an Active Job, whose hashes say what kind of keys they have.
  private let isActiveJob: Bool

  /// - Parameter bytes: a well-formed array.
  init(_ bytes: [UInt8], isActiveJob: Bool) {
    self.bytes = bytes
    self.isActiveJob = isActiveJob
  }

  /// Makes a change.
  ///
  /// - Throws: ``RewriteObstacle`` when the way to the place leads through something else than arrays and objects that are
  ///   there, or an array is too short for it.
  mutating func apply(_ edit: ArgumentEdit) throws(RewriteObstacle) {
    guard let last = edit.path.last else { throw RewriteObstacle("an empty path names no argument") }
    var container: JSONSlice
    do { container = try JSONSlice(parsing: bytes) } catch { throw RewriteObstacle(error.description) }
    for index in edit.path.indices.dropLast() {
      guard let inner = try Self.part(edit.path[index], of: container, of: edit)?.value else {
        if edit.change == .drop { return }
        throw RewriteObstacle(
          "there is no \(Self.shown(edit.path[...index])) that could hold \(Self.shown(edit.path[...]))")
      }
      container = inner
    }
    let part = try Self.part(last, of: container, of: edit)
    switch (edit.change, part) {
    case (.drop, nil), (.supply, _?): return
    case (.drop, let part?): remove(part.range, from: container)
    case (.set(let json), let part?): replace(part.value.range, with: try value(json))
    case (.set(let json), nil), (.supply(let json), nil): add(last, try value(json), to: container)
    }
  }

  /// The element or member of that name: where it lies with its key, and its value.
  ///
  /// - Returns: nil where there is none and one could be added.
  private static func part(
    _ step: String, of container: JSONSlice, of edit: ArgumentEdit
  ) throws(RewriteObstacle) -> (range: Range<Int>, value: JSONSlice)? {
    switch container.kind {
    case .object:
      var last: JSONMembers.Member?
      for member in container.members where member.hasKey(step) { last = member }
      return last.map { ($0.range, $0.value) }
    case .array:
      guard let position = Int(step), position >= 0 else {
        throw RewriteObstacle("\(shown(edit.path[...])) leads into an array, where a position was expected")
      }
      var count = 0
      for element in container.elements {
        if count == position { return (element.range, element) }
        count += 1
      }
      guard position == count || edit.change == .drop else {
        throw RewriteObstacle("the array for \(shown(edit.path[...])) has only \(count) elements")
      }
      return nil
    default: throw RewriteObstacle("\(shown(edit.path[...])) leads into \(container.kind), which holds nothing")
    }
  }

  private func value(_ json: [UInt8]) throws(RewriteObstacle) -> [UInt8] {
    do {
      let value = try JSONSlice(parsing: json)
      return isActiveJob ? ActiveJobArguments.marked(value) : Array(value.bytes)
    } catch {
      throw RewriteObstacle(error.description)
    }
  }

  private mutating func replace(_ range: Range<Int>, with json: [UInt8]) {
    bytes.replaceSubrange(range, with: json)
  }

  /// Adds behind the last part. A hash that lists its symbols or keywords lists the new one, too.
  private mutating func add(_ name: String, _ json: [UInt8], to container: JSONSlice) {
    let isObject = container.kind == .object
    var added = JSONWriter()
    if isObject { added.key(name) }
    added.raw(json)
    let parts = isObject ? container.members.map(\.range) : container.elements.map(\.range)
    let end = parts.last?.upperBound ?? container.range.lowerBound + 1
    var edits = JSONEdits()
    if isObject, isActiveJob, let list = Self.keyList(of: container) {
      var elements = list.elements
      var entry = JSONWriter()
      entry.string(name)
      let place = list.range.upperBound - 1
      edits.replace(place..<place, with: (elements.next() == nil ? [] : [UInt8(ascii: ",")]) + entry.bytes[...])
    }
    edits.replace(end..<end, with: (parts.isEmpty ? [] : [UInt8(ascii: ",")]) + added.bytes[...])
    bytes = edits.applied(to: JSONSlice(bytes, bytes.indices))
  }

  /// Where a hash of Active Job's names those of its keys that are symbols; nil where they are strings, or of both kinds.
  private static func keyList(of hash: JSONSlice) -> JSONSlice? {
    if let keywords = hash[ActiveJobMarker.keywords.rawValue], keywords.kind == .array { return keywords }
    guard let symbols = hash[ActiveJobMarker.symbolKeys.rawValue], symbols.kind == .array else { return nil }
    var elements = symbols.elements
    return elements.next() == nil ? nil : symbols
  }

  private mutating func remove(_ range: Range<Int>, from container: JSONSlice) {
    let parts = container.kind == .object ? container.members.map(\.range) : container.elements.map(\.range)
    var removals = JSONRemovals(of: container)
    var edits = JSONEdits()
    for part in parts {
      if let gone = part == range ? removals.remove(part) : removals.keep(part) { edits.remove(gone) }
    }
    if let gone = removals.finish() { edits.remove(gone) }
    bytes = edits.applied(to: JSONSlice(bytes, bytes.indices))
  }

  private static func shown(_ path: ArraySlice<String>) -> String {
    "place \(Printable.line(path.joined(separator: "."), limit: 60))"
  }
}
