import LifeboatFormat

/// Why nobody could see what becomes of a sample: asked before anything is moved.
public enum CanaryDoubt: Sendable, Equatable, CustomStringConvertible {
  /// Nobody works a queue, so that the sample would wait there.
  case nobodyWorks(queue: String)
  /// Ruby workers work a queue, and nothing tells of a job without an id whether they finished it.
  case rubyWorks(queue: String)

  /// The first doubt about these queues; `nil` when there is none.
  public static func about(
    _ queues: [String], _ workers: ServingWorkers, _ dialect: any InspectorDialect
  ) -> CanaryDoubt? {
    let hasIDs = dialect.newJobID() != nil
    for queue in queues {
      if !workers.isServed(queue) { return .nobodyWorks(queue: queue) }
      if !hasIDs, !workers.isOnlyOurs(queue) { return .rubyWorks(queue: queue) }
    }
    return nil
  }

  public var description: String {
    switch self {
    case .nobodyWorks(let queue):
      "no live worker works \(Printable.line(queue, limit: 80)), so that a sample would only wait there"
    case .rubyWorks(let queue):
      "Ruby workers work \(Printable.line(queue, limit: 80)), and Resque's jobs have no ids by which their ends could be seen;"
        + " a canary needs a queue that Lifeboat's workers alone work"
    }
  }
}
