/// How often a queue comes first, where queues are not served in strict order.
public struct QueueWeight: Sendable, Equatable {
  /// The queue's name, or a pattern for several.
  public var queue: String
  /// Its share beside the others'; 1 for those that are given none.
  public var weight: Int

  /// A queue, or the queues of a pattern, with a weight of 1 or more.
  public init(queue: String, weight: Int) {
    self.queue = queue
    self.weight = weight
  }
}
