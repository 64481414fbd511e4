import LifeboatFormat
import LifeboatRedis

/// Puts jobs into queues, exactly as the Ruby client does.
///
/// ```swift
/// let client = Client(redis: try RedisURL("redis://localhost:6379"))
/// try await client.enqueue(SendWelcomeEmail(userID: 42, template: "spring"))
/// try await client.enqueue(NewJob("Archive", arguments: [42, "tar"], queue: "file_serve"))
/// try await client.enqueue(NewJob(activeJob: "WelcomeJob", arguments: [.symbol("spring")], queue: "mail"))
///
/// let sidekiq = Client(redis: try RedisURL("redis://localhost:6379"), dialect: SidekiqDialect())
/// let jid = try await sidekiq.enqueue(SendWelcomeEmail(userID: 42, template: "spring"), in: .seconds(300))?.jid
/// ```
///
/// It connects when it is first used and again after a lost connection. Calls from many tasks are served one after
/// the other.
public struct Client: Sendable {
  let connection: RedisConnection
  let dialect: any Dialect
  let durability: Durability
  private let chain: EnqueueChain

  /// A client of one app. Connects when it is first used.
  ///
  /// - Parameters:
  ///   - middleware: sees every job before it is sent, the first link first.
  ///   - durability: when an enqueue counts as done. What is not confirmed by enough replicas throws
  ///     ``ClientError/notReplicated(enqueued:replicas:of:)``, and lies in its queue all the same.
  public init(
    redis: RedisURL, dialect: any Dialect = ResqueDialect(), middleware: [any EnqueueMiddleware] = [],
    durability: Durability = .acknowledged
  ) {
    connection = RedisConnection(url: redis, options: RedisOptions(clientName: "lifeboat-client"))
    self.dialect = dialect
    self.durability = durability
    chain = EnqueueChain(middleware)
  }

  /// Enqueues a typed job.
  ///
  /// - Parameter queue: where it goes; the type's own queue unless told.
  /// - Returns: the job as it was enqueued; `nil` when the middleware stopped it.
  @discardableResult
  public func enqueue<J: EnqueueableJob>(_ job: J, queue: String? = nil) async throws(ClientError) -> EnqueuedJob? {
    try await enqueue(NewJob(job, queue: queue))
  }

  /// Enqueues a job by class name.
  ///
  /// - Returns: the job as it was enqueued; `nil` when the middleware stopped it, or its token says that it had been
  ///   enqueued before.
  @discardableResult
  public func enqueue(_ job: NewJob) async throws(ClientError) -> EnqueuedJob? {
    try await enqueue(job, keeping: Self.standardKeeping)
  }

  /// Enqueues a job by class name, see ``enqueue(_:)``.
  ///
  /// - Parameter duration: how long its token is kept, if it has one.
  @discardableResult
  public func enqueue(_ job: NewJob, keeping duration: Duration) async throws(ClientError) -> EnqueuedJob? {
    guard let job = try await chain.pass(job.named(in: dialect)) else { return nil }
    let now = ActiveJobTime.now
    guard try await send(CollectionOfOne(job), at: now, keeping: duration) == 1 else { return nil }
    return EnqueuedJob(job.draft(at: now))
  }

  /// Enqueues many jobs, in order, a batch in one flush.
  ///
  /// Every job passes the middleware and is checked before the first is sent. If Redis goes away in the middle, earlier
  /// batches stay enqueued; those jobs that have a ``NewJob/token`` can simply be sent again. Should Redis forget its
  /// scripts at that very moment (`SCRIPT FLUSH`), jobs with a token come behind those of their batch that have none.
  ///
  /// - Parameter duration: how long the tokens are kept; a day unless told.
  /// - Returns: how many were enqueued: all but those that the middleware stopped, and those whose token says that they
  ///   had been enqueued before. Who needs the ids of many jobs gives them, see ``NewJob/jid``.
  @discardableResult
  public func enqueue(
    contentsOf jobs: some Collection<NewJob> & Sendable, keeping duration: Duration = Client.standardKeeping
  ) async throws(ClientError) -> Int {
    // Without a link nothing is copied.
    chain.isEmpty
      ? try await send(jobs, keeping: duration)
      : try await send(chain.pass(jobs, in: dialect), keeping: duration)
  }

  /// Closes the connection; the next call opens it again.
  public func close() async {
    await connection.close()
  }

  /// How long a token is kept unless told: a day.
  public static let standardKeeping = Duration.seconds(86_400)

  /// Looks whether a job could be enqueued, as every enqueue does first. Sends nothing.
  ///
  /// - Throws: ``ClientError`` with what is wrong with the job.
  public func check(_ job: NewJob) throws(ClientError) {
    try check(job, at: .now)
  }
}
