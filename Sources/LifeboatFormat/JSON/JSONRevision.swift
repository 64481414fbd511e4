/// The smallest change that gives a text of JSON another value: what has the same value in both keeps its bytes, spacing,
/// escapes and number text included.
///
/// Objects are compared member by member: what is new comes last, what is missing goes. The order of keys doesn't count, and
/// of equal keys the last does. Arrays of one length are compared element by element; of others what is the same at both
/// ends stays. Numbers are compared by their text, so `1.0` and `1` are two.
///
/// What is put in is spelled as Ruby's json spells it, but numbers as they stand in the new value.
public struct JSONRevision {
  private var edits = JSONEdits()

  /// The text with the value of another.
  ///
  /// - Throws: ``MalformedPayload`` when one of the two is no JSON.
  public static func revise(_ text: [UInt8], to other: [UInt8]) throws(MalformedPayload) -> [UInt8] {
    let (old, new) = (try JSONSlice(parsing: text), try JSONSlice(parsing: other))
    var revision = JSONRevision()
    revision.revise(old, to: new)
    return revision.edits.applied(to: JSONSlice(text, text.indices))
  }

  /// Whether a value needs no change to be another.
  static func isSame(_ old: JSONSlice, _ new: JSONSlice) -> Bool {
    var revision = JSONRevision()
    revision.revise(old, to: new)
    return revision.edits.isEmpty
  }

  private mutating func revise(_ old: JSONSlice, to new: JSONSlice) {
    guard old.bytes != new.bytes else { return }
    switch (old.kind, new.kind) {
    case (.object, .object): reviseMembers(of: old, to: new)
    case (.array, .array): reviseElements(of: old, to: new)
    case (.string, .string) where Self.isSameText(old, new): return
    default: edits.replace(old.range, with: Self.spelled(new)[...])
    }
  }

  private mutating func reviseMembers(of old: JSONSlice, to new: JSONSlice) {
    // By bytes: Swift takes some strings for equal that Ruby doesn't.
    var values: [[UInt8]: JSONSlice] = [:]
    for member in new.members { values[Array(member.key.utf8)] = member.value }
    let members = old.members.map { (key: Array($0.key.utf8), member: $0) }
    let last = Dictionary(members.indices.map { (members[$0].key, $0) }, uniquingKeysWith: { $1 })
    var removals = JSONRemovals(of: old)
    for (index, (key, member)) in members.enumerated() {
      if let value = values[key] {
        remove(removals.keep(member.range))
        if last[key] == index { revise(member.value, to: value) }
      } else {
        remove(removals.remove(member.range))
      }
    }
    remove(removals.finish())
    var added = JSONWriter()
    for member in new.members {
      let key = Array(member.key.utf8)
      // Written once, with its last value.
      guard last[key] == nil, let value = values.removeValue(forKey: key) else { continue }
      added.key(member.key)
      JSONValue(value).write(to: &added)
    }
    guard !added.bytes.isEmpty else { return }
    insert((removals.isEmpty ? [] : [UInt8(ascii: ",")]) + added.bytes, at: removals.end)
  }

  private mutating func reviseElements(of old: JSONSlice, to new: JSONSlice) {
    let (olds, news) = (Array(old.elements), Array(new.elements))
    guard olds.count != news.count else {
      for (old, new) in zip(olds, news) { revise(old, to: new) }
      return
    }
    let first = zip(olds, news).prefix { Self.isSame($0, $1) }.count
    let rest = zip(olds[first...].reversed(), news[first...].reversed()).prefix { Self.isSame($0, $1) }.count
    let gone = olds[first..<(olds.count - rest)]
    let come = Array(
      news[first..<(news.count - rest)].map { Self.spelled($0) }.joined(separator: [UInt8(ascii: ",")]))
    if let start = gone.first, let end = gone.last, !come.isEmpty {
      edits.replace(start.range.lowerBound..<end.range.upperBound, with: come[...])
    } else if !gone.isEmpty {
      removeElements(gone.indices, of: old, olds)
    } else if first > 0 {
      insert([UInt8(ascii: ",")] + come, at: olds[first - 1].range.upperBound)
    } else if let next = olds.first {
      insert(come + [UInt8(ascii: ",")], at: next.range.lowerBound)
    } else {
      insert(come, at: old.range.lowerBound + 1)
    }
  }

  private mutating func removeElements(_ gone: Range<Int>, of array: JSONSlice, _ elements: [JSONSlice]) {
    var removals = JSONRemovals(of: array)
    for (index, element) in elements.enumerated() {
      remove(gone.contains(index) ? removals.remove(element.range) : removals.keep(element.range))
    }
    remove(removals.finish())
  }

  private mutating func remove(_ range: Range<Int>?) {
    if let range { edits.remove(range) }
  }

  private mutating func insert(_ bytes: [UInt8], at place: Int) {
    edits.replace(place..<place, with: bytes[...])
  }

  private static func isSameText(_ old: JSONSlice, _ new: JSONSlice) -> Bool {
    guard let old = old.string, let new = new.string else { return false }
    return old.utf8.elementsEqual(new.utf8)
  }

  private static func spelled(_ value: JSONSlice) -> [UInt8] { JSONValue(value).encode() }
}
