@testable import LifeboatWorker

extension JobRegistry {
  /// Registers a closure with options.
  mutating func register(
    _ className: String, options: JobOptions, _ body: @escaping @Sendable (JobContext) async throws -> Void
  ) {
    var handler = Handler.closure(body)
    handler.options = options
    handlers[className] = handler
  }
}
