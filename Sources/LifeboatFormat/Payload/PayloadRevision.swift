/// Several changes of a payload's fields, made together in one walk over its members.
struct PayloadRevision {
  private var changes: [(field: String, json: [UInt8])] = []

  /// Sets a field, which must not have been set before: in its place, or behind the last one.
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

  /// The payload's bytes after the changes; all others are as they were. Of several equal keys the last is changed: it
  /// is the one that counts.
  func applied(to payload: Payload) -> [UInt8] {
    var places = [Range<Int>?](repeating: nil, count: changes.count)
    var end = payload.objectRange.lowerBound + 1
    var isEmpty = true
    for member in payload.object.members {
      isEmpty = false
      end = member.value.range.upperBound
      for (index, change) in changes.enumerated() where member.hasKey(change.field) {
        places[index] = member.value.range
      }
    }
    var added = JSONWriter()
    var found: [(range: Range<Int>, json: [UInt8])] = []
    for (change, place) in zip(changes, places) {
      if let place {
        found.append((place, change.json))
      } else {
        added.key(change.field)
        added.raw(change.json)
      }
    }
    var edits = JSONEdits()
    for (range, json) in found.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
      edits.replace(range, with: json[...])
    }
    if !added.bytes.isEmpty {
      edits.replace(end..<end, with: (isEmpty ? [] : [UInt8(ascii: ",")]) + added.bytes[...])
    }
    return edits.applied(to: JSONSlice(payload.bytes, payload.bytes.indices))
  }
}
