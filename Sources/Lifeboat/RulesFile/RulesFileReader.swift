import LifeboatFormat
import Yams

/// Builds rules from YAML and collects everything that is wrong with them.
struct RulesFileReader {
  private(set) var problems: [YAMLFileError.Problem] = []

  /// - Returns: the rules; meaningful only while ``problems`` is empty.
  mutating func rules(_ root: Node?) -> [RewriteRule] {
    guard let root else {
      problems.append(.init(line: 1, column: 1, sentence: "The file is empty; it needs `rules`, a list."))
      return []
    }
    var fields = YAMLFields(root, of: "the file", keys: ["rules"])
    defer { problems += fields.problems }
    guard root.mapping != nil else { return [] }
    guard let list = fields.node("rules")?.sequence, !list.isEmpty else {
      fields.note("The file needs `rules`: a list, each item with what it changes.", at: fields.node("rules") ?? root)
      return []
    }
    return list.map { rule($0) }
  }

  private mutating func rule(_ node: Node) -> RewriteRule {
    var fields = YAMLFields(
      node, of: "the rule", keys: ["match", "rename_class", "set", "default", "drop", "move_queue"])
    defer { problems += fields.problems }
    var rule = RewriteRule()
    rule.line = node.mark?.line ?? 1
    guard node.mapping != nil else { return rule }
    match(&fields, &rule)
    rule.rewrite.className = name("rename_class", &fields)
    rule.rewrite.queue = name("move_queue", &fields)
    // The array grows from its front and shrinks from its end, so that no change moves what the next one is about.
    let sets = edits("set", &fields) { .set($0) } + edits("default", &fields) { .supply($0) }
    rule.rewrite.arguments = sets + drops(&fields)
    if rule.rewrite == JobRewrite(), fields.problems.isEmpty {
      fields.note(
        "The rule changes nothing; it needs `rename_class`, `set`, `default`, `drop` or `move_queue`.", at: node)
    }
    return rule
  }

  private mutating func match(_ fields: inout YAMLFields, _ rule: inout RewriteRule) {
    guard let node = fields.node("match") else { return }
    var match = YAMLFields(node, of: "`match`", keys: ["class", "queue"])
    rule.classes = names("class", &match)
    rule.queues = names("queue", &match)
    if node.mapping != nil, match.entries.isEmpty {
      match.note("`match` is empty; leave it out for a rule that fits every job.", at: node)
    }
    for problem in match.problems { fields.note(problem) }
  }

  /// One name or a list of them.
  private func names(_ key: String, _ fields: inout YAMLFields) -> [String] {
    guard let node = fields.node(key) else { return [] }
    guard node.sequence != nil else { return name(key, &fields).map { [$0] } ?? [] }
    let names = fields.texts(key, example: "[SendMail, Archive]") ?? []
    if names.isEmpty || names.contains("") {
      fields.note("`\(key)` of `match` should name something; leave it out to fit all.", at: node)
    }
    return names
  }

  private func name(_ key: String, _ fields: inout YAMLFields) -> String? {
    guard let name = fields.text(key) else { return nil }
    if name.isEmpty { fields.note("`\(key)` should be a name, but is empty.", at: fields.node(key)) }
    return name
  }

  private func edits(
    _ key: String, _ fields: inout YAMLFields, _ change: ([UInt8]) -> ArgumentEdit.Change
  ) -> [ArgumentEdit] {
    guard let node = fields.node(key) else { return [] }
    let list = YAMLFields(node, of: "`\(key)`", keys: nil)
    for problem in list.problems { fields.note(problem) }
    var edits: [ArgumentEdit] = []
    for entry in list.entries {
      guard let path = path(entry.name, at: entry.key, &fields) else { continue }
      do throws(YAMLFileError.Problem) {
        edits.append(ArgumentEdit(path, change(try YAMLJSON.bytes(of: entry.value))))
      } catch {
        fields.note(error)
      }
    }
    return edits.sorted { Self.comesBefore($0.path, $1.path) }
  }

  private func drops(_ fields: inout YAMLFields) -> [ArgumentEdit] {
    guard let places = fields.texts("drop", example: "[3, \"1.debug\"]") else { return [] }
    var edits: [ArgumentEdit] = []
    for (place, node) in zip(places, fields.node("drop")?.sequence ?? []) {
      if let path = path(place, at: node, &fields) { edits.append(ArgumentEdit(path, .drop)) }
    }
    return edits.sorted { Self.comesBefore($1.path, $0.path) }
  }

  /// A place such as `1.locale`: the argument's position, then keys and positions within it.
  private func path(_ text: String, at node: Node, _ fields: inout YAMLFields) -> [String]? {
    let path = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard let position = Int(path[0]), position >= 0, path[0].utf8.allSatisfy({ $0 != UInt8(ascii: "+") }) else {
      fields.note(
        "A place among the arguments begins with a position from 0, like `1.locale`, but this is"
          + " `\(YAMLFields.shown(text))`.", at: node)
      return nil
    }
    guard position < 1_000 else {
      fields.note("A position among the arguments should be below 1000, but is \(position).", at: node)
      return nil
    }
    return path
  }

  /// Positions by number, keys by their text; what is around comes before what is in it.
  private static func comesBefore(_ left: [String], _ right: [String]) -> Bool {
    for (left, right) in zip(left, right) where left != right {
      if let left = Int(left), let right = Int(right) { return left < right }
      return left < right
    }
    return left.count < right.count
  }
}
