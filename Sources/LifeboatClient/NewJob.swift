import LifeboatFormat

/// A job on its way into a queue, by class name; as an Active Job, if it has ``activeJob``.
public struct NewJob: Sendable {
  /// The Ruby class name.
  public var className: String
  /// The positional arguments: the bytes of a JSON array, which are sent as they are. An Active Job's are in its form.
  public var arguments: [UInt8]
  /// The queue that it goes to.
  public var queue: String
  /// What makes a repeated enqueue harmless, see ``Client/enqueue(_:token:keeping:)``; `nil` for an ordinary one.
  public var token: String?
  /// What it has beside these as an Active Job; nil for a plain job.
  public var activeJob: ActiveJobOptions?
  /// What Sidekiq's `set` and `sidekiq_options` say of it; nil for nothing. A typed job begins with what its type says.
  public var sidekiq: SidekiqJobOptions?
  /// Sidekiq's id for it. When it is nil a random one is made each time that the job is enqueued, before the middleware
  /// sees it. Two jobs never share one: `SidekiqJID.random()` makes a new one.
  public var jid: String?
  /// When it is due; nil for now, and so is a time that has passed.
  public var dueAt: ActiveJobTime?

  /// A job whose arguments are given as values.
  public init(_ className: String, arguments: [JSONValue] = [], queue: String) {
    self.className = className
    self.arguments = JSONValue.array(arguments).encode()
    self.queue = queue
  }

  /// A job whose arguments are already JSON.
  ///
  /// - Parameter json: the text of a JSON array; it goes to the queue byte for byte.
  /// - Throws: ``ClientError/arguments(className:reason:)`` when it is not a JSON array that Ruby reads.
  public init(_ className: String, json: [UInt8], queue: String) throws(ClientError) {
    self.className = className
    arguments = json
    self.queue = queue
    _ = try Self.array(json, className: className)
    try Self.check(json, className: className)
  }

  /// A typed job.
  ///
  /// It is an Active Job if its type says so.
  ///
  /// - Parameter queue: where it goes; the type's own queue unless told.
  public init<J: EnqueueableJob>(_ job: J, queue: String? = nil) throws(ClientError) {
    className = J.className
    self.queue = queue ?? J.queue
    do {
      arguments = try ArgumentsEncoder.encode(job, as: J.isActiveJob ? .activeJob : .plain)
    } catch {
      throw .arguments(className: J.className, reason: "\(error)")
    }
    activeJob = J.isActiveJob ? ActiveJobOptions() : nil
    sidekiq = J.sidekiqOptions
  }

  /// What a dialect needs to check and write it.
  ///
  /// - Parameter now: what has been due by then is due at once.
  func draft(at now: ActiveJobTime) -> JobDraft {
    JobDraft(
      className: className, arguments: arguments, queue: queue, activeJob: activeJob, sidekiq: sidekiq, jid: jid,
      dueAt: dueAt.flatMap { $0.isLater(than: now) ? $0 : nil })
  }

  /// The job with an id, in dialects whose jobs have one.
  func named(in dialect: any Dialect) -> NewJob {
    guard jid == nil, let id = dialect.newJobID() else { return self }
    var job = self
    job.jid = id
    return job
  }

  /// Whether a job in a queue has this class and exactly these arguments, whatever else it has.
  func isWritten(as record: JobRecord) -> Bool {
    guard record.activeJob == nil, record.className.utf8.elementsEqual(className.utf8) else { return false }
    return record.arguments?.bytes.elementsEqual(arguments) ?? (arguments == Self.none)
  }

  /// No arguments.
  private static let none = Array("[]".utf8)

  /// Reads a text that must be a JSON array.
  static func array(_ json: [UInt8], className: String) throws(ClientError) -> JSONSlice {
    let slice: JSONSlice
    do { slice = try JSONSlice(parsing: json) } catch {
      throw .arguments(className: className, reason: error.description)
    }
    guard slice.kind == .array else {
      throw .arguments(className: className, reason: "they are \(slice.kind); a JSON array was expected")
    }
    return slice
  }

  /// Whether Ruby reads a payload with these arguments: they lie deeper in it, and what stands around the array
  /// counts too.
  static func check(_ arguments: [UInt8], className: String) throws(ClientError) {
    let payload: ResquePayload
    do { payload = try ResquePayload(ResquePayload.encode(className: "C", arguments: arguments)) } catch {
      throw .arguments(className: className, reason: error.description)
    }
    guard payload.payload.findings.isStrict else {
      throw .arguments(className: className, reason: "they are not strict UTF-8 JSON")
    }
  }

  /// The bytes of a JSON array of one element.
  static func list(_ element: [UInt8]) -> [UInt8] {
    [UInt8(ascii: "[")] + element + [UInt8(ascii: "]")]
  }
}
