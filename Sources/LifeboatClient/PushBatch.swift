import LifeboatFormat
import LifeboatRedis

/// The commands that put jobs where they go, in order, and how to read their replies.
///
/// Neighbours that go to the same place share a command; a job with a token has a script of its own. The queue is made
/// known before its first job, as Ruby does: a worker that looks for new queues never misses one.
struct PushBatch: Sendable {
  private(set) var commands: [RedisCommand] = []
  private var effects: [Effect] = []
  private let dialect: any Dialect
  private let once: OnceCommands
  /// The names of the queues that were made known, as bytes: Swift takes some names for equal that are different keys.
  private var known: Set<[UInt8]> = []
  /// Where the last command puts jobs, when it has room for more.
  private var open: Place?
  /// How many jobs the last command has.
  private var count = 0

  /// What a command enqueues when Redis does not refuse it.
  private enum Effect: Equatable {
    /// So many jobs, for certain.
    case enqueues(Int)
    /// As many jobs as its reply says.
    case schedules
    /// The job of a token, if its reply is 1.
    case enqueuesOnce

    /// How many jobs it enqueued, by its reply.
    func count(_ reply: RedisValue) -> Int {
      switch (self, reply) {
      case (_, .error): 0
      case (.enqueues(let count), _): count
      case (.schedules, _), (.enqueuesOnce, _): reply.int ?? 0
      }
    }
  }

  /// What a command adds to.
  private enum Place {
    case queue(String)
    case sortedSet(String)
  }

  /// The most payloads in one push. Sidekiq's own client sends at most 1000.
  private static let mostInPush = 500
  /// The most payloads in one addition to a sorted set, which takes Redis longer. As many as Sidekiq's own client sends.
  private static let mostScheduled = 100

  /// - Parameters:
  ///   - once: the commands of jobs with a token.
  ///   - now: when they are enqueued.
  init(_ jobs: some Collection<NewJob>, dialect: any Dialect, once: OnceCommands, at now: ActiveJobTime) {
    self.dialect = dialect
    self.once = once
    for job in jobs {
      let draft = job.named(in: dialect).draft(at: now)
      let payload = dialect.encode(draft, at: now)
      let destination = dialect.destination(of: draft)
      if let token = job.token {
        add(once.command(for: payload, to: destination, of: draft.queue, token: token, dialect: dialect), .enqueuesOnce)
        open = nil
        continue
      }
      switch destination {
      case .queue: push(payload, to: draft.queue)
      case .sortedSet(let key, let score): schedule(payload, in: key, score: score)
      }
    }
  }

  /// Whether a repeat of it would enqueue jobs again.
  var hasJobsWithoutToken: Bool { effects.contains { $0 != .enqueuesOnce } }

  /// How many jobs were enqueued, by the replies to the commands.
  func enqueued(_ replies: [RedisValue]) -> Int {
    zip(effects, replies).reduce(0) { $0 + $1.0.count($1.1) }
  }

  /// Whether jobs were enqueued, by the replies to the commands, that a repeat would enqueue again.
  func hasEnqueuedWithoutToken(_ replies: [RedisValue]) -> Bool {
    zip(effects, replies).contains { $0 != .enqueuesOnce && $0.count($1) > 0 }
  }

  private mutating func push(_ payload: [UInt8], to queue: String) {
    if case .queue(let name) = open, name.utf8.elementsEqual(queue.utf8) {
    } else {
      if known.insert(Array(queue.utf8)).inserted {
        add(RedisCommand("SADD", dialect.keys.queues, queue), .enqueues(0))
      }
      add(RedisCommand(dialect.front.opposite.push, dialect.keys.queue(queue)), .enqueues(0))
      open = .queue(queue)
    }
    commands[commands.count - 1].append(payload)
    count += 1
    effects[effects.count - 1] = .enqueues(count)
    if count == Self.mostInPush { open = nil }
  }

  private mutating func schedule(_ payload: [UInt8], in key: String, score: String) {
    if case .sortedSet(let set) = open, set == key {
    } else {
      // Its reply counts: an equal element, of a job that has the same id, is not added.
      add(RedisCommand("ZADD", key), .schedules)
      open = .sortedSet(key)
    }
    commands[commands.count - 1].append(score)
    commands[commands.count - 1].append(payload)
    count += 1
    if count == Self.mostScheduled { open = nil }
  }

  private mutating func add(_ command: RedisCommand, _ effect: Effect) {
    commands.append(command)
    effects.append(effect)
    self.count = 0
  }
}
