import LifeboatFormat
import LifeboatRedis

/// The commands with which a connection asks to be told when a queue changes, and what came of them.
struct WatchCall {
  /// Through which of the watcher's connections this one has its keys tracked.
  private var tracked: QueueSignal.Way = .none

  /// Forgets what an earlier connection had set.
  mutating func connectionChanged() {
    tracked = .none
  }

  /// Appends the watch script, tracked where that is possible.
  mutating func append(
    to commands: inout [RedisCommand], _ source: Source, through way: QueueSignal.Way, on session: RedisSession
  ) throws(RedisError) {
    if case .tracking(let id) = way {
      if tracked != way { commands.append(RedisCommand("CLIENT", "TRACKING", "ON", "REDIRECT", id, "OPTIN", "NOLOOP")) }
      commands.append(RedisCommand("CLIENT", "CACHING", "YES"))
      tracked = way
    } else {
      tracked = .none
    }
    var command = try session.command(for: .watch, keyCount: 1 + source.queues.count)
    command.append(source.dialect.keys.pauseAll)
    for queue in source.queues { command.append(source.dialect.keys.queue(queue)) }
    commands.append(command)
  }

  /// Reads the replies to the commands that ``append(to:_:through:on:)`` added.
  ///
  /// - Returns: whether there is nothing to lease, whether a change of that will be told, and the message of a server
  ///   that does not permit tracking.
  /// - Throws: what Redis refused of the script itself.
  mutating func answer(
    _ replies: ArraySlice<RedisValue>, server: RedisURL
  ) throws(RedisError) -> (isDry: Bool, isTracked: Bool, refusal: String?) {
    guard let result = replies.last, let waiting = result.int else {
      throw .notAResult(of: "watch", replies.last ?? .null, server: server)
    }
    var refusal: String?
    for case .error(let message) in replies.dropLast() {
      tracked = .none
      // Without the permission this will not mend by itself; after a connection has changed, the next time is better.
      if message.hasPrefix("NOPERM") || message.contains("unknown") { refusal = message }
    }
    return (waiting == 0, tracked != .none, refusal)
  }
}
