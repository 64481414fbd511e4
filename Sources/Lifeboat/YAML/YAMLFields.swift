import LifeboatFormat
import Yams

/// One mapping of a YAML file, read key by key; what does not fit is noted with its place, and reading goes on.
struct YAMLFields {
  /// Names the mapping in the middle of a sentence, such as "the file".
  private let owner: String
  private let pairs: [(key: Node, value: Node)]
  private(set) var problems: [YAMLFileError.Problem] = []

  /// - Parameters:
  ///   - node: should be a mapping.
  ///   - keys: all that it may have; nil for any.
  init(_ node: Node, of owner: String, keys: [String]?) {
    self.owner = owner
    pairs = node.mapping.map { $0.map { ($0.key, $0.value) } } ?? []
    guard node.mapping != nil else {
      note("\(owner) should be keys with values below it, but is \(Self.kind(node)).", at: node)
      return
    }
    for (key, _) in pairs {
      guard let name = key.scalar?.string else {
        note("A key of \(owner) should be a name, but is \(Self.kind(key)).", at: key)
        continue
      }
      guard let keys, !keys.contains(name) else { continue }
      let near = NearNames.of(name, among: keys, limit: 1).first.map { " Did you mean `\($0)`?" } ?? ""
      note("\(owner) has no key `\(Self.shown(name))`.\(near)", at: key)
    }
  }

  /// Every entry in order of the file, its key as text.
  var entries: [(name: String, key: Node, value: Node)] {
    pairs.compactMap { pair in pair.key.scalar.map { ($0.string, pair.key, pair.value) } }
  }

  /// The value's node, or nil when the key is missing.
  func node(_ key: String) -> Node? { entries.first { $0.name == key }?.value }

  /// The key's own node, for a problem with the key being there at all.
  func key(_ key: String) -> Node? { entries.first { $0.name == key }?.key }

  /// Text, a number or a boolean as it is written; nil when the key is missing or the value is something else.
  mutating func text(_ key: String) -> String? {
    guard let node = node(key) else { return nil }
    guard let text = Self.scalar(node) else {
      note("`\(key)` of \(owner) should be text, but is \(Self.kind(node)).", at: node)
      return nil
    }
    return text
  }

  /// A list of texts; nil when the key is missing or anything in the value does not fit.
  ///
  /// - Parameter example: what the list should look like.
  mutating func texts(_ key: String, example: String) -> [String]? {
    guard let node = node(key) else { return nil }
    guard let sequence = node.sequence else {
      let kind = Self.kind(node)
      note("`\(key)` of \(owner) should be a list, like \(example), but is \(kind).", at: node)
      return nil
    }
    let texts = sequence.map(Self.scalar)
    for (item, text) in zip(sequence, texts) where text == nil {
      note("An item of `\(key)` of \(owner) should be text, but is \(Self.kind(item)).", at: item)
    }
    let complete = texts.compactMap { $0 }
    return complete.count == texts.count ? complete : nil
  }

  /// A duration such as `30s`; nil when the key is missing or the value is none.
  mutating func duration(_ key: String) -> Duration? {
    guard let node = node(key), let text = text(key) else { return nil }
    do throws(DurationText.Failure) {
      return try DurationText.parse(text)
    } catch {
      note("`\(key)` of \(owner): \(error)", at: node)
      return nil
    }
  }

  /// A whole number; nil when the key is missing or the value is none of the range.
  mutating func wholeNumber(_ key: String, in range: ClosedRange<Int>) -> Int? {
    guard let node = node(key), let text = text(key) else { return nil }
    // YAML has numbers like 15_552_000 too.
    if text.first != "_", let number = Int(text.filter { $0 != "_" }), range.contains(number) { return number }
    let shown = Self.shown(text)
    note(
      "`\(key)` of \(owner) should be a whole number from \(range.lowerBound) to \(range.upperBound), but is `\(shown)`.",
      at: node)
    return nil
  }

  /// One of a fixed set of words; nil when the key is missing or the value is another word.
  mutating func word<Word: RawRepresentable & CaseIterable>(
    _ key: String, as type: Word.Type
  ) -> Word? where Word.RawValue == String {
    guard let node = node(key), let text = text(key) else { return nil }
    if let word = Word(rawValue: text) { return word }
    let words = Word.allCases.map { "`\($0.rawValue)`" }.joined(separator: " or ")
    note("`\(key)` of \(owner) should be \(words), but is `\(Self.shown(text))`.", at: node)
    return nil
  }

  /// - Parameter sentence: may begin with the owner's name; its first letter is made a capital.
  mutating func note(_ sentence: String, at node: Node?) {
    let (line, column) = (node?.mark?.line ?? 1, node?.mark?.column ?? 1)
    problems.append(.init(line: line, column: column, sentence: sentence.prefix(1).uppercased() + sentence.dropFirst()))
  }

  mutating func note(_ problem: YAMLFileError.Problem) { problems.append(problem) }

  /// A scalar's text as it is written, so that `8080` and `yes` need no quotes; nil for null and for anything else.
  static func scalar(_ node: Node) -> String? {
    guard let scalar = node.scalar, node.tag != Tag(.null) else { return nil }
    return scalar.string
  }

  /// A text for a sentence, without what may be a password: where a space is missing, a URL becomes part of a key.
  static func shown(_ text: String) -> String {
    // By bytes: an accent behind the @ would make both one character.
    guard !text.utf8.contains(UInt8(ascii: "@")) else { return "***" }
    guard text.contains("://") else { return Printable.line(text, limit: 60) }
    return Printable.line(String(text.prefix { $0 != ":" }), limit: 60) + ":***"
  }

  static func kind(_ node: Node) -> String {
    switch node {
    case .mapping: "keys with values"
    case .sequence: "a list"
    case .scalar(let scalar): scalar.string.isEmpty || node.tag == Tag(.null) ? "empty" : "text"
    case .alias: "an alias"
    }
  }
}
