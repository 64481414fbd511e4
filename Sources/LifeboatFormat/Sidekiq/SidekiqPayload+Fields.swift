/// The fields that only a failure, a page or a tool asks for. Each is looked up anew: none costs a run anything.
extension SidekiqPayload {
  /// The queue that the payload names; nil when it is missing or no string. Where the job was fetched counts more.
  public var queue: String? { payload.slice(of: "queue")?.string }

  /// What becomes of the job when it fails.
  public var retry: SidekiqRetrySetting { SidekiqRetrySetting(reading: payload.slice(of: "retry")) }

  /// When it was first enqueued.
  public var createdAt: SidekiqTime? { time("created_at") }

  /// When it was last put on a queue.
  public var enqueuedAt: SidekiqTime? { time("enqueued_at") }

  /// When it failed for the first time.
  public var failedAt: SidekiqTime? { time("failed_at") }

  /// When it failed last, if it failed more than once.
  public var retriedAt: SidekiqTime? { time("retried_at") }

  /// Its tags; those that are no strings are left out, and so is everything when it is no array.
  public var tags: [String] { payload.slice(of: "tags")?.elements.compactMap(\.string) ?? [] }

  /// How much of a backtrace is kept.
  public var backtrace: SidekiqBacktraceSetting { SidekiqBacktraceSetting(reading: payload.slice(of: "backtrace")) }

  /// The queue on which it runs again; nil when it is missing, empty or no string.
  public var retryQueue: String? {
    payload.slice(of: "retry_queue")?.string.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// For how many seconds after its first failure it is retried, however often; nil when it is missing or no number.
  public var retryFor: Double? {
    payload.slice(of: "retry_for")?.double.flatMap { $0.isFinite ? $0 : nil }
  }

  /// Whether the job is kept in the dead set once it has failed for good: unless `dead` is `false`.
  public var dead: Bool { payload.slice(of: "dead")?.bool != false }

  /// After how many seconds Sidekiq Pro no longer runs it; nil when it is missing or no number.
  public var expiresIn: Double? { payload.slice(of: "expires_in")?.double }

  /// The name of the error's class, once it has failed.
  public var errorClass: String? { payload.slice(of: "error_class")?.string }

  /// The error's message, once it has failed.
  public var errorMessage: String? { payload.slice(of: "error_message")?.string }

  /// The error's backtrace, compressed; see ``SidekiqBacktrace``.
  public var errorBacktrace: String? { payload.slice(of: "error_backtrace")?.string }

  private func time(_ field: String) -> SidekiqTime? { payload.slice(of: field).flatMap(SidekiqTime.init(reading:)) }
}
