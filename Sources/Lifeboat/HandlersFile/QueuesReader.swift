import LifeboatFormat
import LifeboatWorker
import Yams

/// Reads `queues` and `weights`, of a whole file or of one of its sources; what does not fit is noted in the fields.
struct QueuesReader {
  /// What the two are called.
  static let keys = ["queues", "weights"]

  /// Those of Sidekiq's dialect may have their weights beside them, as in a sidekiq.yml.
  func queues(
    _ fields: inout YAMLFields, dialect: HandlersFile.Dialect?
  ) -> (names: [String], weights: [QueueWeight]) {
    let weights = weights(&fields)
    guard dialect == .sidekiq else { return (names(&fields), weights) }
    var list = SidekiqQueueList()
    SidekiqQueuesReader().read(&fields, into: &list)
    guard fields.node("weights") != nil else { return (list.queues, list.queueWeights) }
    if !list.queueWeights.isEmpty {
      fields.note("There are `weights`, and weights in `queues`; keep one of them.", at: fields.key("weights"))
    }
    return (list.queues, weights)
  }

  private func names(_ fields: inout YAMLFields) -> [String] {
    let queues = fields.texts("queues", example: "[critical, default]")
    if let queues, queues.isEmpty || queues.contains("") {
      fields.note("`queues` should name at least one queue, and no queue has an empty name.", at: fields.node("queues"))
    }
    return queues ?? []
  }

  private func weights(_ fields: inout YAMLFields) -> [QueueWeight] {
    guard let node = fields.node("weights") else { return [] }
    let entries = YAMLFields(node, of: "`weights`", keys: nil)
    for problem in entries.problems { fields.note(problem) }
    var weights: [QueueWeight] = []
    for entry in entries.entries {
      if let weight = YAMLFields.scalar(entry.value).flatMap({ Int($0) }), (1...1000).contains(weight) {
        weights.append(QueueWeight(queue: entry.name, weight: weight))
      } else {
        let name = Printable.line(entry.name, limit: 60)
        fields.note("The weight of `\(name)` should be a whole number from 1 to 1000.", at: entry.value)
      }
    }
    return weights
  }
}
