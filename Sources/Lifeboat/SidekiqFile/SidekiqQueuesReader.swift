import LifeboatFormat
import Yams

/// Reads `queues` of a sidekiq.yml or of a capsule in it; what does not fit is noted in its fields.
///
/// An item is a name, a name with its weight (`[critical, 4]`), or both in one text (`critical,4`).
struct SidekiqQueuesReader {
  private static let example = "like default, [critical, 4] or \"critical,4\""

  /// Adds the queues to a list; none when the key is missing.
  func read(_ fields: inout YAMLFields, into list: inout SidekiqQueueList) {
    guard let node = fields.node("queues") else { return }
    if let mapping = node.mapping {
      // Ruby reads names with weights below as it reads a list of pairs.
      for (name, weight) in mapping { add([name, weight], at: name, &fields, into: &list) }
    } else {
      for item in node.sequence.map(Array.init) ?? [node] {
        add(item.sequence.map(Array.init) ?? parts(of: item), at: item, &fields, into: &list)
      }
    }
    if node.sequence?.isEmpty ?? node.mapping?.isEmpty ?? false {
      fields.note("`queues` should name at least one queue; without the key it is `default`.", at: node)
    }
  }

  /// A name, or a text with a comma taken apart. A symbol is a name as it stands.
  private func parts(of item: Node) -> [Node] {
    guard !SidekiqMapping.isSymbol(item), let text = YAMLFields.scalar(item) else { return [item] }
    return QueueSelection.names(in: text).map { .scalar(Node.Scalar($0, Tag(.str), .doubleQuoted, item.mark)) }
  }

  private func add(_ parts: [Node], at item: Node, _ fields: inout YAMLFields, into list: inout SidekiqQueueList) {
    guard (1...2).contains(parts.count), let name = parts.first.flatMap(SidekiqMapping.name), !name.isEmpty else {
      fields.note("An item of `queues` should be a name with or without its weight, \(Self.example).", at: item)
      return
    }
    guard let last = parts.dropFirst().first, let text = YAMLFields.scalar(last) else {
      if let last = parts.dropFirst().first, last.scalar == nil { noteWeight(of: name, at: last, &fields) }
      list.add(name, weight: nil)
      return
    }
    // Sidekiq takes 0 for none.
    guard let weight = Int(text), weight == 0 || SidekiqQueueList.weights.contains(weight) else {
      noteWeight(of: name, at: last, &fields)
      return
    }
    list.add(name, weight: weight)
  }

  private func noteWeight(of name: String, at node: Node, _ fields: inout YAMLFields) {
    let shown = YAMLFields.scalar(node).map { "`\(Printable.line($0, limit: 60))`" } ?? YAMLFields.kind(node)
    fields.note(
      "The weight of `\(Printable.line(name, limit: 60))` should be a whole number from 1 to 1000, but is \(shown).",
      at: node)
  }
}
