import LifeboatFormat
import LifeboatRedis

/// The commands with which a connection asks to be told when a queue changes, and what came of them.
struct WatchCall {
  /// What the look found.
  struct Sighting {
    /// Whether there is nothing to lease.
    var isDry: Bool
    /// Whether a change of what was read will be told.
    var isTracked: Bool
    /// The message of a server that does not permit tracking.
    var refusal: String?
    /// The queues that are paused by themselves.
    var paused: [String]
    /// Every queue that the app knows; empty unless the roster depends on it.
    var known: [String]
  }

  /// Through which of the watcher's connections this one has its keys tracked.
  private var tracked: QueueSignal.Way = .none

  /// Forgets what an earlier connection had set.
  mutating func connectionChanged() {
    tracked = .none
  }

  /// Appends the watch script, tracked where that is possible.
  mutating func append(
    to commands: inout [RedisCommand], _ source: Source, _ roster: QueueRoster, through way: QueueSignal.Way,
    on session: RedisSession
  ) throws(RedisError) {
    if case .tracking(let id, _) = way {
      if tracked != way { commands.append(RedisCommand("CLIENT", "TRACKING", "ON", "REDIRECT", id, "OPTIN", "NOLOOP")) }
      commands.append(RedisCommand("CLIENT", "CACHING", "YES"))
      tracked = way
    } else {
      tracked = .none
    }
    let keys = source.dialect.keys
    var command = try session.command(for: .watch, keyCount: 3 + roster.queues.count)
    command.append(source.dialect.pauseAll)
    command.append(source.dialect.pausedQueues)
    command.append(keys.queues)
    for queue in roster.queues { command.append(keys.queue(queue)) }
    command.append(roster.isDynamic ? "1" : "0")
    for queue in roster.queues { command.append(queue) }
    commands.append(command)
  }

  /// Reads the replies to the commands that ``append(to:_:_:through:on:)`` added.
  ///
  /// - Throws: what Redis refused of the script itself.
  mutating func answer(_ replies: ArraySlice<RedisValue>, server: RedisURL) throws(RedisError) -> Sighting {
    guard case .array(let parts)? = replies.last, parts.count == 3, let waiting = parts[0].int else {
      throw .notAResult(of: "watch", replies.last ?? .null, server: server)
    }
    var refusal: String?
    for case .error(let message) in replies.dropLast() {
      tracked = .none
      // Without the permission this will not mend by itself; after a connection has changed, the next time is better.
      if message.hasPrefix("NOPERM") || message.contains("unknown") { refusal = message }
    }
    return Sighting(
      isDry: waiting == 0, isTracked: tracked != .none, refusal: refusal,
      paused: (parts[1].array ?? []).compactMap(\.string), known: (parts[2].array ?? []).compactMap(\.string))
  }
}
