import LifeboatFormat

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The queues that a worker works now, and in which order each lease looks at them. Pure: no clock, no I/O.
///
/// Strict order: a later queue gives jobs only when the earlier ones are empty. With weights every lease draws an order
/// of its own, in which a queue comes first as often as its weight says; so none starves.
struct QueueRoster {
  /// The queues, in the order in which they were asked for.
  private(set) var queues: [String]
  /// Of them, those that give no jobs until somebody resumes them.
  private(set) var paused: Set<QueueName> = []

  private let selection: QueueSelection
  private let weights: [(pattern: QueuePattern, weight: Int)]
  private var ranks: [QueueName: Int] = [:]
  /// What each of the queues weighs, in their order. Empty where the order is strict.
  private var shares: [Double] = []

  init(selection: QueueSelection, weights: [QueueWeight]) {
    self.selection = selection
    self.weights = weights.map { (QueuePattern($0.queue), $0.weight) }
    queues = []
    take(selection.queues(among: []))
  }

  /// Whether the queues depend on what the app knows.
  var isDynamic: Bool { selection.isDynamic }

  /// Whether every lease draws the order.
  var isDrawn: Bool { !weights.isEmpty }

  /// Those of the queues that may give jobs now.
  var open: [String] { queues.filter { !paused.contains(QueueName($0)) } }

  /// Takes in what queues the app knows.
  ///
  /// - Returns: whether that changed which are worked.
  mutating func learn(known: [String]) -> Bool {
    let found = selection.queues(among: known)
    guard isDynamic, found.map(QueueName.init) != queues.map(QueueName.init) else { return false }
    take(found)
    return true
  }

  /// Takes in which queues of the app are paused.
  ///
  /// - Returns: those of ours that are newly paused, and those that are no longer.
  mutating func learn(paused names: [String]) -> (paused: [String], resumed: [String]) {
    let now = Set(names.map(QueueName.init)).intersection(queues.map(QueueName.init))
    defer { paused = now }
    return (now.subtracting(paused).map(\.text).sorted(), paused.subtracting(now).map(\.text).sorted())
  }

  /// The place of a queue among those in hand: a lower one starts first. Drawn queues are all equal.
  func rank(of queue: String) -> Int {
    weights.isEmpty ? ranks[QueueName(queue)] ?? queues.count : 0
  }

  /// The order in which the next lease looks at the queues.
  func order(using generator: inout some RandomNumberGenerator) -> [String] {
    guard !weights.isEmpty else { return queues }
    // Each comes after a random time, the sooner the more it weighs: so the first of all is a queue as often as it weighs
    // beside the others, and the same holds for the first of the rest.
    return zip(queues, shares)
      .map { (name: $0, time: -log(Double.random(in: .leastNonzeroMagnitude..<1, using: &generator)) / $1) }
      .sorted { $0.time < $1.time }.map(\.name)
  }

  /// The weight of a queue that is named itself wins over that of a pattern.
  private func weight(of queue: String) -> Int {
    weights.first { $0.pattern.text == queue }?.weight ?? weights.first { $0.pattern.matches(queue) }?.weight ?? 1
  }

  private mutating func take(_ queues: [String]) {
    self.queues = queues
    ranks = Dictionary(uniqueKeysWithValues: zip(queues.map(QueueName.init), queues.indices))
    shares = weights.isEmpty ? [] : queues.map { Double(weight(of: $0)) }
    paused.formIntersection(queues.map(QueueName.init))
  }
}
