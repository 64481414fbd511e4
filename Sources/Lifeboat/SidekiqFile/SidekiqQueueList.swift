import LifeboatWorker

/// A list of queues as Sidekiq takes it: any may have a weight, and be there more than once.
///
/// The order is strict where no queue has a weight. Else each queue comes first as often as the weights of its places add
/// up to, a place without one counting as 1.
///
/// - Source: Sidekiq 7.0, `lib/sidekiq/capsule.rb`, `queues=`; by then a name could be there twice.
struct SidekiqQueueList {
  private var entries: [(name: String, isWeighted: Bool, lots: Int)] = []

  /// The weights that a queue may have at one place.
  static let weights = 1...1000

  /// Adds a place.
  ///
  /// - Parameter weight: nil, or as Sidekiq has it 0, for none.
  mutating func add(_ name: String, weight: Int?) {
    let isWeighted = weight ?? 0 > 0
    let lots = max(weight ?? 1, 1)
    // By bytes: Swift takes some names for equal that are different keys.
    guard let index = entries.firstIndex(where: { $0.name.utf8.elementsEqual(name.utf8) }) else {
      entries.append((name, isWeighted, lots))
      return
    }
    entries[index].lots += lots
    // The last place of a queue says whether it has a weight.
    entries[index].isWeighted = isWeighted
  }

  /// Each queue once, in the order in which they came.
  var queues: [String] { entries.map(\.name) }

  /// Of every queue; empty where the order is strict.
  var queueWeights: [QueueWeight] {
    guard entries.contains(where: \.isWeighted) else { return [] }
    return entries.map { QueueWeight(queue: $0.name, weight: $0.lots) }
  }
}
