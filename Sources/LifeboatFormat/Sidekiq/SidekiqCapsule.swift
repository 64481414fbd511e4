/// A group of slots with queues of its own, as Sidekiq 7 and later have several in one process.
public struct SidekiqCapsule: Sendable, Hashable {
  /// In which order the queues are looked at.
  public enum Mode: String, Sendable {
    /// As they are listed.
    case strict
    /// Shuffled, those with more weight to the front more often.
    case weighted
    /// Shuffled.
    case random
  }

  /// A queue with its weight.
  public struct Queue: Sendable, Hashable {
    /// The queue's name.
    public let name: String
    /// Its weight; 0 where queues have none.
    public let weight: Int

    /// A queue with its weight, 0 for none.
    public init(_ name: String, weight: Int = 0) {
      self.name = name
      self.weight = weight
    }
  }

  /// The capsule's name; the first of a process is called `default`.
  public let name: String
  /// How many jobs it runs at a time.
  public let concurrency: Int
  /// In which order its queues are looked at.
  public let mode: Mode
  /// Its queues in order, each name once.
  public let queues: [Queue]

  /// A group of slots.
  public init(name: String = "default", concurrency: Int, mode: Mode, queues: [Queue]) {
    self.name = name
    self.concurrency = concurrency
    self.mode = mode
    self.queues = queues
  }

  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("concurrency")
    writer.integer(concurrency)
    writer.key("mode")
    writer.string(mode.rawValue)
    writer.key("weights")
    writeWeights(to: &writer)
    writer.endObject()
  }

  func writeWeights(to writer: inout JSONWriter) {
    writer.beginObject()
    for queue in queues {
      writer.key(queue.name)
      writer.integer(queue.weight)
    }
    writer.endObject()
  }
}
