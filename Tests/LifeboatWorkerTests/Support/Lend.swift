@testable import LifeboatWorker

/// Gives jobs what a test looks at: their properties are their arguments, so they cannot carry it.
struct Lend<Value: Sendable>: JobMiddleware {
  private let value: Value

  init(_ value: Value) { self.value = value }

  func run(_ context: JobContext, next: NextLink) async throws {
    var context = context
    context[Value.self] = value
    try await next(context)
  }
}
