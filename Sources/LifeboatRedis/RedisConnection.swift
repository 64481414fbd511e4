/// A ``RedisSession`` on a thread of its own, for callers that are async.
///
/// Calls are made one after the other, in the order in which they reach the actor. A call that waits for Redis holds
/// this thread and never the shared pool. Cancelling a task does not take back a command that was sent.
public actor RedisConnection {
  private let thread: ThreadExecutor
  private let session: RedisSession
  /// The server that it talks to; shown without its password.
  public nonisolated let url: RedisURL

  /// The thread on which all of this runs.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

  /// Starts the thread; the connection is opened by the first use or by ``connect()``.
  public init(url: RedisURL, options: RedisOptions = RedisOptions()) {
    thread = ThreadExecutor(name: "redis")
    self.url = url
    session = RedisSession(url: url, options: options)
  }

  /// What the server said of itself at the latest connect.
  public var server: ServerFacts? { session.server }

  /// See ``RedisSession/connect()``.
  public func connect() async throws(RedisError) {
    try session.connect()
  }

  /// Closes the connection; the next call opens another.
  public func close() {
    session.close()
  }

  /// See ``RedisSession/call(_:timeout:)``.
  public func call(_ command: RedisCommand, timeout: Duration? = nil) async throws(RedisError) -> RedisValue {
    try session.call(command, timeout: timeout)
  }

  /// See ``RedisSession/pipeline(_:timeout:)``.
  public func pipeline(
    _ commands: [RedisCommand], timeout: Duration? = nil
  ) async throws(RedisError) -> [RedisValue] {
    try session.pipeline(commands, timeout: timeout)
  }

  /// See ``RedisSession/run(_:keys:arguments:timeout:)``.
  public func run(
    _ script: RedisScript, keys: [String], arguments: [any RedisArgument] = [], timeout: Duration? = nil
  ) async throws(RedisError) -> RedisValue {
    try session.run(script, keys: keys, arguments: arguments, timeout: timeout)
  }

  /// Uses the session on its thread, with nothing in between.
  public func perform<R: Sendable, E: Error>(
    _ body: @Sendable (RedisSession) throws(E) -> R
  ) async throws(E) -> R {
    try body(session)
  }
}
