import LifeboatFormat
import LifeboatRedis

extension Client {
  /// The most jobs in one flush.
  private static let mostInFlush = 10_000

  /// Checks every job, then sends them all, a batch in one flush.
  ///
  /// - Parameters:
  ///   - now: when they are enqueued, as their payloads say.
  ///   - duration: how long their tokens are kept.
  /// - Returns: how many were enqueued.
  /// - Throws: ``ClientError/notReplicated(enqueued:replicas:of:)`` when all were sent and too few replicas have them.
  func send(
    _ jobs: some Collection<NewJob>, at now: ActiveJobTime = .now, keeping duration: Duration
  ) async throws(ClientError) -> Int {
    var hasTokens = false
    for job in jobs {
      try check(job, at: now)
      hasTokens = hasTokens || job.token != nil
    }
    guard duration >= .milliseconds(1) else { throw .tokenNotKept(duration) }
    let once = hasTokens ? try await onceCommands(keeping: Self.milliseconds(duration)) : OnceCommands()
    var count = 0
    // Whether jobs that a repeat would double were enqueued, or may have been.
    var isUnsafe = false
    var start = jobs.startIndex
    while start != jobs.endIndex {
      let end = jobs.index(start, offsetBy: Self.mostInFlush, limitedBy: jobs.endIndex) ?? jobs.endIndex
      let batch = PushBatch(jobs[start..<end], dialect: dialect, once: once, at: now)
      // What the last flush waits for covers those before it.
      let wait = end == jobs.endIndex ? durability.command() : nil
      let commands = batch.commands + [wait].compactMap(\.self)
      let reached: Int?
      do throws(RedisError) {
        let replies = try await exchange(commands)
        count += batch.enqueued(replies)
        isUnsafe = isUnsafe || batch.hasEnqueuedWithoutToken(replies)
        try throwFirst(of: replies, to: commands)
        reached = wait == nil ? nil : replies.last?.int
      } catch {
        let isLost = error.mayHaveRun && batch.hasJobsWithoutToken
        throw isUnsafe || isLost ? .inDoubt(error) : .redis(error)
      }
      if let reached, let wanted = durability.replicas, reached < wanted {
        throw .notReplicated(enqueued: count, replicas: reached, of: wanted)
      }
      start = end
    }
    return count
  }

  /// Sends commands, and throws the first error among their replies.
  func send(_ commands: [RedisCommand]) async throws(ClientError) -> [RedisValue] {
    do throws(RedisError) {
      let replies = try await exchange(commands)
      try throwFirst(of: replies, to: commands)
      return replies
    } catch {
      throw .redis(error)
    }
  }

  private func exchange(_ commands: [RedisCommand]) async throws(RedisError) -> [RedisValue] {
    try await connection.pipeline(commands, timeout: RedisOptions().commandTimeout + durability.patience)
  }

  private func throwFirst(of replies: [RedisValue], to commands: [RedisCommand]) throws(RedisError) {
    for (command, reply) in zip(commands, replies) {
      guard case .error(let message) = reply else { continue }
      throw RedisError(reply: message, to: command.name, server: "\(connection.url)")
    }
  }

  func check(_ job: NewJob, at now: ActiveJobTime) throws(ClientError) {
    guard !job.className.isEmpty else { throw .emptyClassName }
    guard !job.queue.isEmpty else { throw .emptyQueue(className: job.className) }
    guard job.token != "" else { throw .emptyToken(className: job.className) }
    do { try dialect.check(job.draft(at: now)) } catch { throw .refused(className: job.className, error) }
  }

  private func onceCommands(keeping milliseconds: Int) async throws(ClientError) -> OnceCommands {
    do {
      return try await connection.perform { (session: RedisSession) throws(RedisError) in
        try OnceCommands(session, keeping: milliseconds)
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
