import LifeboatFormat
import LifeboatRedis

/// Puts jobs into queues, exactly as the Ruby client does.
///
/// ```swift
/// let client = Client(redis: try RedisURL("redis://localhost:6379"))
/// try await client.enqueue(SendWelcomeEmail(userID: 42, template: "spring"))
/// try await client.enqueue(NewJob("Archive", arguments: [42, "tar"], queue: "file_serve"))
/// try await client.enqueue(NewJob(activeJob: "WelcomeJob", arguments: [.symbol("spring")], queue: "mail"))
/// ```
///
/// It connects when it is first used and again after a lost connection. Calls from many tasks are served one after
/// the other.
public struct Client: Sendable {
  let connection: RedisConnection
  let dialect: any Dialect
  private let chain: EnqueueChain

  /// The most jobs in one flush of ``enqueue(contentsOf:)``.
  private static let mostInFlush = 10_000

  /// A client of one app. Connects when it is first used.
  ///
  /// - Parameter middleware: sees every job before it is sent, the first link first.
  public init(redis: RedisURL, dialect: any Dialect = ResqueDialect(), middleware: [any EnqueueMiddleware] = []) {
    connection = RedisConnection(url: redis, options: RedisOptions(clientName: "lifeboat-client"))
    self.dialect = dialect
    chain = EnqueueChain(middleware)
  }

  /// Enqueues a typed job.
  ///
  /// - Parameter queue: where it goes; the type's own queue unless told.
  /// - Returns: whether it was enqueued; `false` when the middleware stopped it, or its token says that it had been before.
  @discardableResult
  public func enqueue<J: EnqueueableJob>(_ job: J, queue: String? = nil) async throws(ClientError) -> Bool {
    try await enqueue(NewJob(job, queue: queue))
  }

  /// Enqueues a job by class name.
  ///
  /// - Returns: whether it was enqueued; `false` when the middleware stopped it, or its token says that it had been before.
  @discardableResult
  public func enqueue(_ job: NewJob) async throws(ClientError) -> Bool {
    try await enqueue(contentsOf: CollectionOfOne(job)) == 1
  }

  /// Enqueues many jobs, in order, a batch in one flush.
  ///
  /// Every job passes the middleware and is checked before the first is sent. If Redis goes away in the middle, earlier
  /// batches stay enqueued; those jobs that have a ``NewJob/token`` can simply be sent again. Should Redis forget its
  /// scripts at that very moment (`SCRIPT FLUSH`), jobs with a token come behind those of their batch that have none.
  ///
  /// - Parameter duration: how long the tokens are kept; a day unless told.
  /// - Returns: how many were enqueued: all but those that the middleware stopped, and those whose token says that they
  ///   had been enqueued before.
  @discardableResult
  public func enqueue(
    contentsOf jobs: some Collection<NewJob> & Sendable, keeping duration: Duration = .seconds(86_400)
  ) async throws(ClientError) -> Int {
    // Without a link nothing is copied.
    chain.isEmpty
      ? try await send(all: jobs, keeping: duration) : try await send(all: chain.pass(jobs), keeping: duration)
  }

  /// Closes the connection; the next call opens it again.
  public func close() async {
    await connection.close()
  }

  private func send(
    all jobs: some Collection<NewJob>, keeping duration: Duration
  ) async throws(ClientError) -> Int {
    var hasTokens = false
    for job in jobs {
      guard !job.className.isEmpty else { throw .emptyClassName }
      guard !job.queue.isEmpty else { throw .emptyQueue(className: job.className) }
      guard job.token != "" else { throw .emptyToken(className: job.className) }
      hasTokens = hasTokens || job.token != nil
    }
    guard duration >= .milliseconds(1) else { throw .tokenNotKept(duration) }
    let once = hasTokens ? try await enqueueOnceCommand() : RedisCommand("EVALSHA")
    var count = 0
    var start = jobs.startIndex
    while start != jobs.endIndex {
      let end = jobs.index(start, offsetBy: Self.mostInFlush, limitedBy: jobs.endIndex) ?? jobs.endIndex
      let batch = PushBatch(jobs[start..<end], dialect: dialect, once: once, keeping: Self.milliseconds(duration))
      count += batch.pushed(try await send(batch.commands))
      start = end
    }
    return count
  }

  /// Sends commands, and throws the first error among their replies.
  func send(_ commands: [RedisCommand], as name: String = "RPUSH") async throws(ClientError) -> [RedisValue] {
    let replies: [RedisValue]
    do { replies = try await connection.pipeline(commands) } catch { throw .redis(error) }
    for case .error(let message) in replies {
      throw .redis(RedisError(reply: message, to: name, server: "\(connection.url)"))
    }
    return replies
  }

  private func enqueueOnceCommand() async throws(ClientError) -> RedisCommand {
    do {
      return try await connection.perform { (session: RedisSession) throws(RedisError) in
        try session.command(for: .enqueueOnce, keyCount: 3)
      }
    } catch {
      throw .redis(error)
    }
  }

  /// Whole milliseconds, a century at most: Redis refuses times that it cannot count.
  private static func milliseconds(_ duration: Duration) -> Int {
    let (seconds, attoseconds) = min(duration, .seconds(3_155_760_000)).components
    return Int(seconds) * 1_000 + Int(attoseconds / 1_000_000_000_000_000)
  }
}
