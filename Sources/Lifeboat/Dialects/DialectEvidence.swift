import LifeboatFormat
import LifeboatRedis

/// What a Redis holds, as far as it tells which dialect an app in it speaks.
///
/// Both systems have queues, so only keys count that the other has not: of the same name, or under another prefix. They are
/// asked for in one round trip.
struct DialectEvidence {
  private let resque: ResqueDialect
  private let sidekiq: SidekiqDialect

  /// - Parameter namespace: the app's; `nil` where each dialect's own default is looked under.
  init(namespace: String?) {
    let namespace = namespace.map { $0.hasSuffix(":") ? String($0.dropLast()) : $0 }
    resque = namespace.map { ResqueDialect(namespace: $0) } ?? ResqueDialect()
    sidekiq = namespace.map { SidekiqDialect(namespace: $0) } ?? SidekiqDialect()
  }

  /// The commands that ask for it.
  var commands: [RedisCommand] {
    [resqueKeys, sidekiqKeys].map { RedisCommand(["EXISTS"] + $0) }
  }

  /// The dialect of which there is a trace; nil where there is none of either.
  ///
  /// - Parameter replies: what ``commands`` were answered.
  /// - Throws: where there are traces of both.
  func dialect(_ replies: [RedisValue]) throws(UsageError) -> AppDialect? {
    let counts = replies.map { $0.int ?? 0 }
    guard counts.count == 2, counts[1] > 0 else { return counts.first ?? 0 > 0 ? .resque(resque) : nil }
    guard counts[0] == 0 else {
      throw UsageError(
        "this Redis holds keys of both Resque and Sidekiq; say which is meant: --dialect resque or --dialect sidekiq"
          + " (or LIFEBOAT_DIALECT)")
    }
    return .sidekiq(sidekiq)
  }

  /// The dialect whose keys this user may touch, where an access list forbids the other's.
  ///
  /// - Parameter replies: what ``commands`` were answered, one of them an error.
  func permitted(_ replies: [RedisValue]) -> AppDialect {
    if case .error? = replies.first { .sidekiq(sidekiq) } else { .resque(resque) }
  }

  private var resqueKeys: [String] {
    let keys = resque.keys
    let own = resque.ownKeys
    let names = [
      keys.workers, keys.heartbeats, keys.failed, keys.failedQueues, keys.delayedSchedule, own.processes, own.sequence,
      own.snoozed, own.pausedQueues,
    ]
    return names + (resque.namespace == sidekiq.namespace ? [] : [keys.queues, keys.statProcessed, keys.statFailed])
  }

  private var sidekiqKeys: [String] {
    let keys = sidekiq.keys
    let own = sidekiq.ownKeys
    let names = [
      keys.processes, keys.schedule, keys.retry, keys.dead, own.processes, own.sequence, own.snoozed, own.overflow,
    ]
    return names + (resque.namespace == sidekiq.namespace ? [] : [keys.queues, keys.statProcessed, keys.statFailed])
  }
}
