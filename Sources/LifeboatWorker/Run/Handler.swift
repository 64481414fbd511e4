import LifeboatFormat

/// What runs the jobs of one class.
struct Handler: Sendable {
  /// Whether its run time says how long the next job will take, so that jobs may be leased ahead of need.
  /// A command's does not: it is leased when a slot is free for it.
  let isMeasured: Bool
  /// How its jobs are run.
  var options = JobOptions.standard
  /// The children that work its jobs; `nil` where it has none that live on.
  var pool: StreamPool?
  /// Runs one job of a slot, whose own thread is there for jobs that block.
  let run: @Sendable (JobContext, SlotThread) async throws -> Void

  /// A job type: decodes the arguments, then performs, with the type's hooks around it.
  static func job<J: Job>(_ type: J.Type) -> Handler {
    let bounds = JobBounds(J.options)
    return Handler(isMeasured: true, options: J.options) { context, thread in
      let job = try ArgumentsDecoder.decode(J.self, from: context.arguments, className: context.className)
      try await Performance(of: job, in: context).run(within: bounds, on: thread)
    }
  }

  /// A closure over the typed arguments.
  static func closure<each Argument: Decodable & Sendable>(
    options: JobOptions, _ body: @escaping @Sendable (JobContext, repeat each Argument) async throws -> Void
  ) -> Handler {
    let bounds = JobBounds(options)
    return Handler(isMeasured: true, options: options) { context, thread in
      let arguments: (repeat each Argument) = try ArgumentsDecoder.decodeEach(
        from: context.arguments, className: context.className)
      try await bounds.run(context, on: thread) { try await body(context, repeat each arguments) }
    }
  }

  /// A closure that reads the arguments by itself.
  static func untyped(
    options: JobOptions, _ body: @escaping @Sendable (JobContext) async throws -> Void
  ) -> Handler {
    let bounds = JobBounds(options)
    return Handler(isMeasured: true, options: options) { context, thread in
      try await bounds.run(context, on: thread) { try await body(context) }
    }
  }

  /// A program, one process a job.
  static func command(_ handler: CommandHandler) -> Handler {
    Handler(isMeasured: false) { context, _ in try await handler.run(context) }
  }

  /// A program that works one job after the other.
  static func stream(_ handler: StreamHandler) -> Handler {
    Handler(isMeasured: true, pool: handler.pool) { context, _ in try await handler.run(context) }
  }

  /// Acknowledges and does nothing.
  static let discard = Handler(isMeasured: true) { _, _ in }
}
