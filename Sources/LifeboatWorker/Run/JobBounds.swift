/// Where the jobs of one class run, and for how long.
struct JobBounds: Sendable {
  private let limit: TimeLimit?
  private let isBlocking: Bool

  init(_ options: JobOptions) {
    limit = options.timeout.map { TimeLimit($0) }
    isBlocking = options.isBlocking
  }

  /// Whether there are none: the job runs where it is called.
  var areOpen: Bool { limit == nil && !isBlocking }

  /// Runs a job's body within them.
  ///
  /// - Throws: what the body throws, and ``JobTimedOut``.
  func run(
    _ context: JobContext, on thread: SlotThread, _ body: @escaping @Sendable () async throws -> Void
  ) async throws {
    if let limit {
      try await limit.run(context, on: isBlocking ? thread.executor : nil, body)
    } else {
      try await place(on: thread, body)
    }
  }

  /// Runs something on the slot's own thread if the job blocks, with no limit to its time.
  func place(on thread: SlotThread, _ body: @escaping @Sendable () async throws -> Void) async throws {
    guard isBlocking else { return try await body() }
    // A child begins on its executor. `withTaskExecutorPreference` only prefers it: a body that inherits its caller's
    // isolation begins where that is, on the shared pool.
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask(executorPreference: thread.executor) { try await body() }
      try await group.waitForAll()
    }
  }
}
