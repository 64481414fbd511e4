import Logging

/// What lies behind a link of the middleware: later links, then the job.
public struct NextLink: Sendable {
  private let links: ArraySlice<any JobMiddleware>
  private let handler: Handler
  private let thread: SlotThread

  /// - Parameters:
  ///   - links: the chain, the outermost first; empty for none.
  ///   - thread: of the slot, for jobs that block.
  init(_ links: ArraySlice<any JobMiddleware>, _ handler: Handler, on thread: SlotThread) {
    self.links = links
    self.handler = handler
    self.thread = thread
  }

  /// A stand-in for what lies behind a link, to test the link without a worker; ``JobContext`` shows how.
  public init(_ body: @escaping @Sendable (_ context: JobContext) async throws -> Void) {
    self.init([], .untyped(options: .standard, body), on: SlotThread(slot: 0, logger: Logger(label: "lifeboat")))
  }

  /// Goes on to the job.
  ///
  /// - Parameter context: what the job gets to see, as it came or with values for those behind.
  /// - Throws: whatever the job or a link throws.
  public func callAsFunction(_ context: JobContext) async throws {
    guard let link = links.first else { return try await handler.run(context, thread) }
    try await link.run(context, next: NextLink(links.dropFirst(), handler, on: thread))
  }
}
