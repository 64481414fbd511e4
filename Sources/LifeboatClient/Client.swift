import LifeboatFormat
import LifeboatRedis

/// Puts jobs into queues, exactly as the Ruby client does.
///
/// ```swift
/// let client = Client(redis: try RedisURL("redis://localhost:6379"))
/// try await client.enqueue(SendWelcomeEmail(userID: 42, template: "spring"))
/// try await client.enqueue(NewJob("Archive", arguments: [42, "tar"], queue: "file_serve"))
/// ```
///
/// It connects when it is first used and again after a lost connection. Calls from many tasks are served one after
/// the other.
public struct Client: Sendable {
  private let connection: RedisConnection
  private let dialect: any Dialect
  private let chain: EnqueueChain

  /// The most payloads in one push.
  private static let mostInPush = 500
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
  /// - Returns: whether it was sent; `false` when the middleware stopped it.
  @discardableResult
  public func enqueue<J: EnqueueableJob>(_ job: J, queue: String? = nil) async throws(ClientError) -> Bool {
    try await enqueue(NewJob(job, queue: queue))
  }

  /// Enqueues a job by class name.
  ///
  /// - Returns: whether it was sent; `false` when the middleware stopped it.
  @discardableResult
  public func enqueue(_ job: NewJob) async throws(ClientError) -> Bool {
    try await enqueue(contentsOf: CollectionOfOne(job)) == 1
  }

  /// Enqueues many jobs, in order, a batch in one flush.
  ///
  /// Every job passes the middleware and is checked before the first is sent. If Redis goes away in the middle, earlier
  /// batches stay enqueued.
  ///
  /// - Returns: how many were sent: all but those that the middleware stopped.
  @discardableResult
  public func enqueue(contentsOf jobs: some Collection<NewJob> & Sendable) async throws(ClientError) -> Int {
    // Without a link nothing is copied.
    chain.isEmpty ? try await send(all: jobs) : try await send(all: chain.pass(jobs))
  }

  /// Closes the connection; the next call opens it again.
  public func close() async {
    await connection.close()
  }

  private func send(all jobs: some Collection<NewJob>) async throws(ClientError) -> Int {
    for job in jobs {
      guard !job.className.isEmpty else { throw .emptyClassName }
      guard !job.queue.isEmpty else { throw .emptyQueue(className: job.className) }
    }
    var start = jobs.startIndex
    while start != jobs.endIndex {
      let end = jobs.index(start, offsetBy: Self.mostInFlush, limitedBy: jobs.endIndex) ?? jobs.endIndex
      try await send(pushes(jobs[start..<end]))
      start = end
    }
    return jobs.count
  }

  /// Commands that push jobs in order: neighbours that go to the same queue share one.
  ///
  /// The queue is made known before its first job, as Ruby does: a worker that looks for new queues never misses one.
  private func pushes(_ jobs: some Collection<NewJob>) -> [RedisCommand] {
    var commands: [RedisCommand] = []
    var known: Set<String> = []
    var queue = ""
    var count = 0
    for job in jobs {
      if known.insert(job.queue).inserted { commands.append(RedisCommand("SADD", dialect.keys.queues, job.queue)) }
      if queue != job.queue || count == Self.mostInPush || commands.isEmpty {
        commands.append(RedisCommand("RPUSH", dialect.keys.queue(job.queue)))
        queue = job.queue
        count = 0
      }
      commands[commands.count - 1].append(dialect.encode(className: job.className, arguments: job.arguments))
      count += 1
    }
    return commands
  }

  private func send(_ commands: [RedisCommand]) async throws(ClientError) {
    let replies: [RedisValue]
    do { replies = try await connection.pipeline(commands) } catch { throw .redis(error) }
    for case .error(let message) in replies {
      throw .redis(RedisError(reply: message, to: "RPUSH", server: "\(connection.url)"))
    }
  }
}
