import LifeboatWorker

/// Slots with queues of their own, of which a Sidekiq process may have several.
///
/// - Source: Sidekiq, `lib/sidekiq/capsule.rb`, 7.0 and newer; before, a process is one such capsule.
public struct SidekiqFileCapsule: Sendable, Equatable {
  /// `default` for the one that every process has.
  public let name: String
  /// How many jobs run at once; nil where somebody else is to say.
  public var concurrency: Int?
  /// In order of rank, each once; empty where somebody else is to say.
  public var queues: [String]
  /// How often each queue comes first; empty for strict order, 1 each for an order drawn at random.
  public var weights: [QueueWeight]

  /// The name of the capsule that every process has.
  public static let defaultName = "default"

  /// A capsule of which only the name is known, unless more is said.
  public init(
    name: String = defaultName, concurrency: Int? = nil, queues: [String] = [], weights: [QueueWeight] = []
  ) {
    self.name = name
    self.concurrency = concurrency
    self.queues = queues
    self.weights = weights
  }
}
