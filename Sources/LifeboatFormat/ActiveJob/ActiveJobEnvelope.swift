/// The one argument of Active Job's wrapper: which job to run, with what, and how often that was tried.
///
/// `{"job_class":…,"job_id":…,"provider_job_id":null,"queue_name":…,"priority":null,"arguments":[…],"executions":0,`
/// `"exception_executions":{},"locale":"en","timezone":null,"enqueued_at":…,"scheduled_at":null}`, in this order;
/// `scheduled_at` from 7.1 on. Source: Active Job, `lib/active_job/core.rb`, 6.1 to 8.1.
public struct ActiveJobEnvelope: Sendable {
  /// The class of Resque's payloads whose argument is an Active Job.
  public static let resqueWrapper = "ActiveJob::QueueAdapters::ResqueAdapter::JobWrapper"

  /// The class of Sidekiq's payloads whose argument is an Active Job, under the name that every version knows.
  public static let sidekiqWrapper = "ActiveJob::QueueAdapters::SidekiqAdapter::JobWrapper"
  /// The same class under the name that Sidekiq 8.0 writes; the class exists from 7.3.3 on.
  public static let newSidekiqWrapper = "Sidekiq::ActiveJob::Wrapper"

  /// Whether a class is Sidekiq's wrapper, under either name.
  public static func isSidekiqWrapper(_ className: String) -> Bool {
    className == sidekiqWrapper || className == newSidekiqWrapper
  }

  /// The object, inside the text that it came in.
  public let object: JSONSlice
  /// The job's class, `job_class`.
  public let className: String
  /// The arguments as Active Job writes them; nil when they are missing or `null`, which means none, as in Rails.
  public let arguments: JSONSlice?
  /// How often the job was run before; 0 when it isn't said, as in Rails.
  public let executions: Int

  /// Reads the arguments of a wrapper, as leniently as Rails does: all but `job_class` may be missing.
  ///
  /// - Throws: ``MalformedPayload`` when Rails could not run it either.
  public init(wrapperArguments: JSONSlice?) throws(MalformedPayload) {
    var elements = wrapperArguments?.elements
    guard let object = elements?.next() else { throw .noActiveJob(nil) }
    guard object.kind == .object else { throw .noActiveJob(object.kind) }
    guard elements?.next() == nil else { throw .activeJobNotAlone }
    var jobClass: JSONSlice?
    var jobArguments: JSONSlice?
    var count: JSONSlice?
    for member in object.members {
      if member.hasKey("job_class") {
        jobClass = member.value
      } else if member.hasKey("arguments") {
        jobArguments = member.value
      } else if member.hasKey("executions") {
        count = member.value
      }
    }
    guard let name = jobClass?.string, !name.isEmpty else { throw .noJobClass(jobClass?.kind) }
    switch jobArguments?.kind {
    case nil, .null: arguments = nil
    case .array: arguments = jobArguments
    case .some(let kind): throw .jobArgumentsNotArray(kind)
    }
    self.object = object
    className = name
    executions = max(0, count?.int ?? 0)
  }

  /// The Active Job whose payload stands in a record; nil when that is another job, or malformed.
  public static func recorded(in payload: JSONSlice) -> ActiveJobEnvelope? {
    guard payload["class"]?.string == resqueWrapper else { return nil }
    // A text of its own: an edited envelope goes back into its payload, not into the record.
    let bytes = Array(payload.bytes)
    return try? ActiveJobEnvelope(wrapperArguments: JSONSlice(bytes, bytes.indices)["args"])
  }

  /// Which attempt the next run is, from 1.
  public var attempt: Int { executions == .max ? .max : executions + 1 }

  /// The arguments as a plain job would have them; see ``ActiveJobArguments/plain(_:)``.
  public var plainArguments: JSONSlice? { arguments.map(ActiveJobArguments.plain) }

  /// The job's id, a UUID that all its retries share.
  public var jobID: String? { object["job_id"]?.string }

  /// The queue that Rails put it into.
  public var queueName: String? { object["queue_name"]?.string }

  /// How often each `retry_on` has handled an error, under its list of errors as Ruby prints it: `[NetErr, DeadErr]`.
  /// Nil when the envelope does not count; then Rails goes by ``executions``.
  public var exceptionExecutions: [String: Int]? {
    guard let counts = object["exception_executions"], counts.kind == .object else { return nil }
    return Dictionary(counts.members.map { ($0.key, $0.value.int ?? 0) }, uniquingKeysWith: { $1 })
  }

  /// The locale to run with.
  public var locale: String? { object["locale"]?.string }

  /// The name of the time zone to run in, as Rails calls it.
  public var timeZone: String? { object["timezone"]?.string }

  /// When it was enqueued last.
  public var enqueuedAt: ActiveJobTime? { object["enqueued_at"]?.string.flatMap(ActiveJobTime.init) }

  /// When it was to run, if it was delayed; Rails says so from 7.1 on.
  public var scheduledAt: ActiveJobTime? { object["scheduled_at"]?.string.flatMap(ActiveJobTime.init) }
}

extension ActiveJobEnvelope {
  /// The bytes of a new job's envelope, as Rails 7.1 to 8.1 write it; 6.1 reads it too.
  ///
  /// - Parameters:
  ///   - arguments: the bytes of a JSON array in Active Job's form; they are not checked.
  ///   - enqueuedAt: now.
  ///   - scheduledAt: when it is due, if that is later.
  public static func encode(
    className: String, arguments: [UInt8], queue: String, options: ActiveJobOptions, enqueuedAt: ActiveJobTime,
    scheduledAt: ActiveJobTime? = nil
  ) -> [UInt8] {
    var writer = JSONWriter(capacity: 400 + arguments.count)
    func text(_ key: String, _ value: String?) {
      writer.key(key)
      if let value { writer.string(value) } else { writer.null() }
    }
    writer.beginObject()
    text("job_class", className)
    text("job_id", options.jobID)
    text("provider_job_id", nil)
    text("queue_name", queue)
    writer.key("priority")
    if let priority = options.priority { writer.integer(priority) } else { writer.null() }
    writer.key("arguments")
    writer.raw(arguments)
    writer.key("executions")
    writer.integer(0)
    writer.key("exception_executions")
    writer.raw("{}".utf8)
    text("locale", options.locale)
    text("timezone", options.timeZone)
    text("enqueued_at", enqueuedAt.description)
    text("scheduled_at", scheduledAt?.description)
    writer.endObject()
    return writer.bytes
  }
}
