import LifeboatFormat
import Yams

/// A mapping of a sidekiq.yml as Ruby sees it: `:timeout:` and `timeout:` are one key, `<<` brings in another mapping's
/// keys, and what is empty is not there.
struct SidekiqMapping {
  /// One key and its value.
  struct Entry {
    let name: String
    let key: Node
    let value: Node
  }

  /// In order of the file, each name once.
  private(set) var entries: [Entry] = []
  /// What does not fit.
  private(set) var problems: [YAMLFileError.Problem] = []

  /// - Parameter owner: names the mapping in the middle of a sentence.
  init(_ mapping: Node.Mapping, of owner: String) {
    for (key, value) in mapping where key.tag == Tag(.merge) {
      for part in value.sequence.map(Array.init) ?? [value] {
        // What comes first wins here, unlike below.
        guard let part = part.mapping else { continue }
        for entry in SidekiqMapping(part, of: owner).entries where self[entry.name] == nil { entries.append(entry) }
      }
    }
    var own: Set<String> = []
    for (key, value) in mapping where key.tag != Tag(.merge) {
      guard let name = Self.name(key) else {
        note("A key of \(owner) should be a name, but is \(YAMLFields.kind(key)).", at: key)
        continue
      }
      if !own.insert(name).inserted {
        note("`\(Printable.line(name, limit: 60))` is there twice, once with a colon before it; keep one.", at: key)
      }
      put(Entry(name: name, key: key, value: value))
    }
  }

  /// The entry of a name.
  subscript(name: String) -> Entry? { entries.first { $0.name == name } }

  /// Lays the keys of a section over these.
  mutating func merge(_ section: SidekiqMapping) {
    problems += section.problems
    for entry in section.entries { put(entry) }
  }

  /// Those entries that are not empty.
  var present: [Entry] { entries.filter { $0.value.scalar == nil || YAMLFields.scalar($0.value) != nil } }

  /// Those whose names are among `names`, to be read one by one.
  func fields(_ names: [String], of owner: String) -> YAMLFields {
    let pairs = present.filter { names.contains($0.name) }.map { entry in
      (Node.scalar(Node.Scalar(entry.name, Tag(.str), .plain, entry.key.mark)), entry.value)
    }
    return YAMLFields(Node.mapping(Node.Mapping(pairs)), of: owner, keys: nil)
  }

  /// A scalar's text, a symbol's without its colon: `:mail` and `:"my mail"` are names. Nil for anything else.
  static func name(_ node: Node) -> String? {
    guard let text = YAMLFields.scalar(node) else { return nil }
    guard isSymbol(node) else { return text }
    let name = text.dropFirst()
    guard name.count >= 2, let quote = name.first, quote == "\"" || quote == "'", name.last == quote else {
      return String(name)
    }
    return String(name.dropFirst().dropLast())
  }

  /// Whether Ruby makes a symbol of a scalar: text in quotes stays text.
  static func isSymbol(_ node: Node) -> Bool {
    guard let scalar = node.scalar, scalar.style == .plain || scalar.style == .any else { return false }
    return scalar.string.count >= 2 && scalar.string.first == ":"
  }

  private mutating func put(_ entry: Entry) {
    if let index = entries.firstIndex(where: { $0.name == entry.name }) {
      entries[index] = entry
    } else {
      entries.append(entry)
    }
  }

  private mutating func note(_ sentence: String, at node: Node) {
    problems.append(.init(line: node.mark?.line ?? 1, column: node.mark?.column ?? 1, sentence: sentence))
  }
}
