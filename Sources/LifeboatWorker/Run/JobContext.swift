import LifeboatFormat
import Logging

/// What a running job may know of itself and its surroundings.
public struct JobContext: Sendable {
  private let facts: Facts
  private var values: [ObjectIdentifier: any Sendable] = [:]

  /// What does not change. One object, because a context is handed on several times for each job.
  private final class Facts: Sendable {
    let record: JobRecord
    let arguments: JSONSlice?
    let attempt: Int
    let queue: String
    let dialect: String
    let logger: Logger

    init(_ record: JobRecord, attempt: Int, queue: String, dialect: String, logger: Logger) {
      self.record = record
      arguments = record.arguments
      self.attempt = attempt
      self.queue = queue
      self.dialect = dialect
      self.logger = logger
    }
  }

  init(record: JobRecord, attempt: Int, queue: String, dialect: String, logger: Logger) {
    facts = Facts(record, attempt: attempt, queue: queue, dialect: dialect, logger: logger)
  }

  /// A plain job's context, to test a job or a link of the middleware without a worker.
  ///
  /// ```swift
  /// let context = JobContext(className: "Archive", arguments: [7, "pdf"], attempt: 2)
  /// try await Archive(id: 7, kind: "pdf").perform(context)
  ///
  /// try await Timing().run(context, next: NextLink { context in /* stands for the job */ })
  /// ```
  ///
  /// - Parameter logger: what ``logger`` is made of.
  public init(
    className: String, arguments: [JSONValue] = [], queue: String = "default", attempt: Int = 1,
    logger: Logger = Logger(label: "lifeboat")
  ) {
    let dialect = ResqueDialect()
    let arguments = JSONValue.array(arguments).encode()
    let bytes = ResquePayload.encode(className: className, arguments: arguments)
    let slice = try? JSONSlice(parsing: arguments)
    let record = JobRecord(bytes: bytes, className: className, arguments: slice, attempt: attempt)
    self.init(record: record, attempt: attempt, queue: queue, dialect: dialect.name, logger: logger)
  }

  /// The Ruby class name; an Active Job's own, not that of its wrapper.
  public var className: String { facts.record.className }

  /// The id that Sidekiq gave to the job; `nil` when its payload has none, as Resque's.
  public var jid: String? { facts.record.jid }

  /// The queue that it came from.
  public var queue: String { facts.queue }

  /// Which attempt this is, from 1. An Active Job's payload counts by itself, also what Rails ran. Any other job is counted
  /// where its class is retried; elsewhere this is always 1.
  public var attempt: Int { facts.attempt }

  /// The payload's bytes, exactly as they lay in the queue.
  public var payload: [UInt8] { facts.record.bytes }

  /// The positional arguments as they lie in the payload, an Active Job's made plain; `nil` when it has none.
  public var arguments: JSONSlice? { facts.arguments }

  /// Its id, locale, counts and so on when it is an Active Job.
  public var activeJob: ActiveJobEnvelope? { facts.record.activeJob }

  /// The dialect's name, such as `resque`.
  public var dialect: String { facts.dialect }

  /// A value that a link of the middleware gives to those behind it, found by its type.
  ///
  /// ```swift
  /// var context = context
  /// context[Tenant.self] = Tenant("acme")
  /// try await next(context)
  /// ```
  public subscript<Value: Sendable>(_ type: Value.Type) -> Value? {
    get { values[ObjectIdentifier(type)] as? Value }
    set { values[ObjectIdentifier(type)] = newValue }
  }

  /// A logger whose lines carry the job's class, queue and, where it has one, id. Made when asked for: most jobs that do nothing log nothing.
  public var logger: Logger {
    var logger = facts.logger
    logger[metadataKey: "class"] = "\(className)"
    logger[metadataKey: "queue"] = "\(queue)"
    if let jid { logger[metadataKey: "jid"] = "\(Printable.line(jid, limit: 60))" }
    return logger
  }

  /// Whether the job was told to give up: its time-out has passed, its worker stops and the time to finish is over, or
  /// another worker has the job now.
  public var isCancelled: Bool { Task.isCancelled }

  /// Throws `CancellationError` once the job was told to give up.
  public func checkCancellation() throws {
    try Task.checkCancellation()
  }
}
