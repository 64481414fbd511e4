/// Turns Active Job's arguments into plain JSON, and plain JSON into what Active Job takes.
///
/// Both ways work on the bytes: what they don't have to change stays as its producer wrote it.
public enum ActiveJobArguments {
  /// The arguments as a plain job would have them.
  ///
  /// Symbols, classes and decimals become strings; models the string `gid://…`; times and dates their ISO text;
  /// durations a number of seconds; ranges an object with `begin`, `end` and `exclude_end`. Hashes lose Active Job's
  /// markers. What an app's own serializer wrote stays the object that it is.
  public static func plain(_ arguments: JSONSlice) -> JSONSlice {
    var edits = JSONEdits()
    unmark(arguments, &edits)
    guard !edits.isEmpty else { return arguments }
    let bytes = edits.applied(to: arguments)
    return JSONSlice(bytes, bytes.indices)
  }

  /// The bytes of arguments as Active Job takes them: each object that has no marker of Active Job's gets
  /// `"_aj_symbol_keys":[]`, which makes it a hash whose keys are strings.
  public static func marked(_ arguments: JSONSlice) -> [UInt8] {
    var edits = JSONEdits()
    mark(arguments, &edits)
    return edits.applied(to: arguments)
  }

  private static func unmark(_ value: JSONSlice, _ edits: inout JSONEdits) {
    switch value.kind {
    case .array:
      for element in value.elements { unmark(element, &edits) }
    case .object:
      if let plain = plainValue(of: value) {
        edits.replace(value.range, with: plain.bytes)
      } else if let serializer = value[ActiveJobMarker.serialized.rawValue] {
        if serializer.string == ActiveJobSerializer.range.rawValue { unmark(value, without: [.serialized], &edits) }
      } else {
        unmark(value, without: [.symbolKeys, .keywords, .indifferentAccess], &edits)
      }
    case .null, .bool, .number, .string: return
    }
  }

  /// What stands for an object in one value of its own; nil for a hash, a range, and what others wrote.
  private static func plainValue(of object: JSONSlice) -> JSONSlice? {
    var members = object.members
    guard let first = members.next() else { return nil }
    if ActiveJobMarker(first) == .globalID { return members.next() == nil ? first.value : nil }
    guard let name = object[ActiveJobMarker.serialized.rawValue]?.string else { return nil }
    switch ActiveJobSerializer(rawValue: name) {
    case .symbol, .time, .dateTime, .timeWithZone, .date, .duration, .module, .decimal: return object["value"]
    case .range, nil: return nil
    }
  }

  private static func unmark(_ object: JSONSlice, without markers: [ActiveJobMarker], _ edits: inout JSONEdits) {
    var keptEnd: Int?
    // Where members begin that go, as long as none is kept: what stands before the first stays.
    var removedStart: Int?
    var end = object.range.lowerBound + 1
    for member in object.members {
      if let marker = ActiveJobMarker(member), markers.contains(marker) {
        if keptEnd == nil {
          removedStart = removedStart ?? member.keyRange.lowerBound
        } else {
          edits.remove(end..<member.value.range.upperBound)
        }
      } else {
        if keptEnd == nil, let start = removedStart { edits.remove(start..<member.keyRange.lowerBound) }
        unmark(member.value, &edits)
        keptEnd = member.value.range.upperBound
      }
      end = member.value.range.upperBound
    }
    if keptEnd == nil, let start = removedStart { edits.remove(start..<end) }
  }

  private static func mark(_ value: JSONSlice, _ edits: inout JSONEdits) {
    switch value.kind {
    case .array:
      for element in value.elements { mark(element, &edits) }
    case .object:
      let markers = value.members.compactMap(ActiveJobMarker.init)
      // What a serializer wrote is its own affair; Active Job reads it as it is.
      guard markers.allSatisfy(\.isOfHash) else { return }
      var end: Int?
      for member in value.members {
        if ActiveJobMarker(member) == nil { mark(member.value, &edits) }
        end = member.value.range.upperBound
      }
      guard markers.isEmpty else { return }
      let place = end ?? value.range.lowerBound + 1
      let marker = "\(end == nil ? "" : ",")\"\(ActiveJobMarker.symbolKeys.rawValue)\":[]"
      edits.replace(place..<place, with: ArraySlice(marker.utf8))
    case .null, .bool, .number, .string: return
    }
  }
}
