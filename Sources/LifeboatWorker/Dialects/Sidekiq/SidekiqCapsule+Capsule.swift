import LifeboatFormat

extension SidekiqCapsule {
  /// One of a process's sources, as Sidekiq would describe it.
  init(_ capsule: Capsule) {
    let source = capsule.source
    var seen: Set<String> = []
    let queues = source.queues.filter { seen.insert($0).inserted }.map { name in
      let weight = source.weights.first { $0.queue == name }?.weight ?? 1
      return Queue(name, weight: source.weights.isEmpty ? 0 : weight)
    }
    let mode: Mode =
      if source.weights.isEmpty {
        .strict
      } else if queues.allSatisfy({ $0.weight == 1 }) {
        .random
      } else {
        .weighted
      }
    self.init(name: source.name, concurrency: capsule.board.count, mode: mode, queues: queues)
  }
}
