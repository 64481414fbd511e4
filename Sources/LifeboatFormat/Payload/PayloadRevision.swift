/// Several changes of an object's fields, made together in one walk over its members.
struct PayloadRevision {
  /// A field without a value is left out.
  private var changes: [(field: String, json: [UInt8]?)] = []

  /// Whether nothing changes.
  var isEmpty: Bool { changes.isEmpty }

  /// Sets a field, which must not have been changed before: in its place, or behind the last one.
  ///
  /// - Parameter json: a well-formed value that adds no depth; it is not checked.
  mutating func set(_ field: String, _ json: [UInt8]) {
    changes.append((field, json))
  }

  /// Sets a field to a string.
  mutating func set(_ field: String, string: String) {
    var writer = JSONWriter(capacity: string.utf8.count + 2)
    writer.string(string)
    set(field, writer.bytes)
  }

  /// Sets a field to a number that is spelled already.
  mutating func set(_ field: String, number: String) {
    set(field, Array(number.utf8))
  }

  /// Leaves a field out, which must not have been changed before, however often it occurs.
  mutating func remove(_ field: String) {
    changes.append((field, nil))
  }

  /// The payload's bytes after the changes; all others are as they were. Of several equal keys the last is changed: it
  /// is the one that counts.
  func applied(to payload: Payload) -> [UInt8] {
    edits(of: payload.object).applied(to: JSONSlice(payload.bytes, payload.bytes.indices))
  }

  /// The bytes of an object within a payload after the changes.
  func applied(to object: JSONSlice) -> [UInt8] {
    edits(of: object).applied(to: object)
  }

  private func edits(of object: JSONSlice) -> JSONEdits {
    var places = [Range<Int>?](repeating: nil, count: changes.count)
    var found: [(range: Range<Int>, json: [UInt8])] = []
    var removals = JSONRemovals(of: object)
    for member in object.members {
      let index = changes.firstIndex { member.hasKey($0.field) }
      let gone: Range<Int>?
      if let index, changes[index].json == nil {
        gone = removals.remove(member.range)
      } else {
        gone = removals.keep(member.range)
        if let index { places[index] = member.value.range }
      }
      if let gone { found.append((gone, [])) }
    }
    if let gone = removals.finish() { found.append((gone, [])) }
    var added = JSONWriter()
    for (change, place) in zip(changes, places) {
      guard let json = change.json else { continue }
      if let place {
        found.append((place, json))
      } else {
        added.key(change.field)
        added.raw(json)
      }
    }
    var edits = JSONEdits()
    for (range, json) in found.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
      edits.replace(range, with: json[...])
    }
    if !added.bytes.isEmpty {
      edits.replace(
        removals.end..<removals.end, with: (removals.isEmpty ? [] : [UInt8(ascii: ",")]) + added.bytes[...])
    }
    return edits
  }
}
