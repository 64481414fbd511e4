import LifeboatFormat

/// What runs the jobs of one class.
struct Handler: Sendable {
  /// Whether its run time says how long the next job will take, so that jobs may be leased ahead of need.
  /// A command's does not: it is leased when a slot is free for it.
  let isMeasured: Bool
  /// How its jobs are run.
  var options = JobOptions.standard
  /// Runs one job.
  let run: @Sendable (JobContext) async throws -> Void

  /// A job type: decodes the arguments, then performs.
  static func job<J: Job>(_ type: J.Type) -> Handler {
    Handler(isMeasured: true) { context in
      let job = try ArgumentsDecoder.decode(J.self, from: context.arguments, className: context.className)
      try await job.perform(context)
    }
  }

  /// A closure over the untyped arguments.
  static func closure(_ body: @escaping @Sendable (JobContext) async throws -> Void) -> Handler {
    Handler(isMeasured: true, run: body)
  }

  /// A program, one process a job.
  static func command(_ handler: CommandHandler) -> Handler {
    Handler(isMeasured: false) { context in try await handler.run(context) }
  }

  /// Acknowledges and does nothing.
  static let discard = Handler(isMeasured: true) { _ in }
}
