import LifeboatFormat
import LifeboatRedis

/// Who works which of an app's queues, and what is known of the classes that they run.
///
/// Ruby's workers do not say which classes they have, and any class may be loaded there; Lifeboat's do, see
/// ``LifeboatKeys/process(_:)``.
public struct ServingWorkers: Sendable {
  private let workers: [Worker]

  private struct Worker {
    let queues: QueueSelection
    let isLifeboat: Bool
    /// `nil` where it does not say.
    let classes: Set<String>?

    func serves(_ queue: String) -> Bool {
      // By bytes: Swift takes some names for equal that are different keys.
      queues.queues(among: [queue]).contains { $0.utf8.elementsEqual(queue.utf8) }
    }
  }

  /// What is known of a class on a queue.
  public enum Knowledge: Sendable, Equatable {
    /// Nobody works the queue.
    case nobodyWorks
    /// Whoever works the queue says that it does not run the class.
    case nobodyRuns
    /// Somebody runs it, or may.
    case mayRun
  }

  /// Reads who is registered.
  public init(dialect: any InspectorDialect, on connection: RedisConnection) async throws(InspectorError) {
    let own = dialect.ownKeys
    let incarnations = try await connection.read([RedisCommand("HKEYS", own.processes)])[0].strings
    let records = try await connection.read(
      incarnations.map { RedisCommand("HMGET", own.process(String(decoding: $0, as: UTF8.self)), "queues", "classes") },
      showsWrongTypes: true)
    let ours = records.map { record in
      let texts = (record.array ?? []).map { Self.texts($0.bytes) }
      return Worker(
        queues: dialect.selection(texts.first.flatMap(\.self) ?? []), isLifeboat: true,
        classes: texts.last.flatMap(\.self).map { Set($0) })
    }
    let others = try await dialect.workers(on: connection).rubyQueues
    workers = ours + others.map { Worker(queues: dialect.selection($0), isLifeboat: false, classes: nil) }
  }

  /// What is known of a class on a queue.
  public func knowledge(of className: String, on queue: String) -> Knowledge {
    let serving = workers.filter { $0.serves(queue) }
    if serving.isEmpty { return .nobodyWorks }
    return serving.contains { $0.classes?.contains(className) ?? true } ? .mayRun : .nobodyRuns
  }

  /// Whether there are no workers at all.
  var isEmpty: Bool { workers.isEmpty }

  /// Whether anybody works the queue.
  public func isServed(_ queue: String) -> Bool { workers.contains { $0.serves(queue) } }

  /// Whether Lifeboat's workers work the queue, and no others.
  public func isOnlyOurs(_ queue: String) -> Bool {
    let serving = workers.filter { $0.serves(queue) }
    return !serving.isEmpty && serving.allSatisfy(\.isLifeboat)
  }

  private static func texts(_ json: [UInt8]?) -> [String]? {
    guard let json, let slice = try? JSONSlice(parsing: json), slice.kind == .array else { return nil }
    return slice.elements.compactMap(\.string)
  }
}

extension WorkerListing {
  /// The queues of each of Ruby's workers, as it names them.
  fileprivate var rubyQueues: [[String]] {
    switch self {
    case .slots(let slots): slots.filter { !$0.isLifeboat }.map(\.queues)
    case .processes(let processes): processes.filter { !$0.isLifeboat && $0.process.hasInfo }.map(\.process.queues)
    }
  }
}
