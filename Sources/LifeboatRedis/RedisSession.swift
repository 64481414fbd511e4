/// One connection to one Redis, used by one thread at a time; every call blocks that thread.
///
/// It connects when first used, and again when used after a failure. Whatever goes wrong with a connection (an
/// error, a time-out), the connection is dropped at once, because a reply that came late would answer the wrong
/// command. It never repeats a command of its own accord, except one that Redis did not run for want of its script.
///
/// Give it a thread: own it in an actor on a ``ThreadExecutor``, or use a ``RedisConnection``.
public final class RedisSession {
  /// The server; shown without its password.
  public let url: RedisURL
  /// How it behaves.
  public let options: RedisOptions
  /// Ends ``nextMessage(within:)`` from any thread.
  public let interrupter = RedisInterrupter()
  /// What the server said of itself at the latest connect.
  public private(set) var server: ServerFacts?

  var context: RedisContext?
  /// By the script's name.
  var loadedScripts: [String: LoadedScript] = [:]

  /// Whom to ask where the master is, once somebody was asked.
  var sentinels: SentinelOrder?

  struct LoadedScript {
    let script: RedisScript
    let sha: [UInt8]
  }

  /// Makes a session without touching the network.
  public init(url: RedisURL, options: RedisOptions = RedisOptions()) {
    self.url = url
    self.options = options
  }

  /// How often it has connected: another number than before means another connection, which knows nothing of the last.
  public private(set) var connections = 0

  /// Whether there is a connection that has not failed yet.
  public var isConnected: Bool { context != nil }

  /// Opens the connection, proves who we are and learns what the server is. Does nothing when connected.
  ///
  /// - Throws: ``RedisError/unreachable(server:reason:)``, ``RedisError/insecure(server:reason:)``,
  ///   ``RedisError/authentication(server:message:)``,
  ///   ``RedisError/unsupported(server:message:)`` for a Redis older than 6.2 or a cluster, or
  ///   ``RedisError/busy(server:message:)``.
  public func connect() throws(RedisError) {
    guard context == nil else { return }
    do {
      server = try introduce()
      connections += 1
    } catch {
      close()
      throw error
    }
  }

  /// Closes the connection; the next call opens another.
  public func close() {
    context = nil
  }

  /// Sends a command and waits for its answer.
  ///
  /// - Parameter timeout: for the whole answer; the options' unless given. A blocking command needs its own time
  ///   and some more.
  /// - Throws: ``RedisError``; an error reply is thrown too.
  public func call(_ command: RedisCommand, timeout: Duration? = nil) throws(RedisError) -> RedisValue {
    let value = try pipeline([command], timeout: timeout)[0]
    if case .error(let message) = value {
      throw RedisError(reply: message, to: label(command), server: url.description)
    }
    return value
  }

  /// Sends commands together and waits for all answers, in order.
  ///
  /// A large pipeline is sent a megabyte at a time, each sent before the replies of the one before it are read. A
  /// script that Redis had forgotten is loaded and its command sent again, after the others; its answer still stands
  /// at its place.
  ///
  /// - Parameter timeout: for each megabyte of commands; the options' unless given.
  /// - Returns: one value per command; error replies are values here.
  /// - Throws: ``RedisError`` when the connection failed, and then any of the commands may have run.
  public func pipeline(_ commands: [RedisCommand], timeout: Duration? = nil) throws(RedisError) -> [RedisValue] {
    guard !commands.isEmpty else { return [] }
    if context?.peerHasClosed == true { close() }
    try connect()
    let limit = timeout ?? options.commandTimeout
    var values = try exchange(commands, timeout: limit)
    try resendWithScripts(commands, &values, timeout: limit)
    // A replica that was the master a moment ago: the next connection may find the new one.
    if values.contains(where: { $0.errorCode == "READONLY" }) { close() }
    return values
  }

  /// A command that runs a script: `EVALSHA` (`EVALSHA_RO` for one that only reads, where Redis has it), the SHA and the
  /// number of keys, to which the keys and the arguments are to be appended. It fits a pipeline. The script is loaded when
  /// this session has not done so yet.
  public func command(for script: RedisScript, keyCount: Int) throws(RedisError) -> RedisCommand {
    let sha = try sha(of: script)
    let readsOnly = !script.writes && server?.hasReadingScripts == true
    var command = RedisCommand(readsOnly ? "EVALSHA_RO" : "EVALSHA")
    command.append(sha)
    command.append(keyCount)
    return command
  }

  /// Runs a script and waits for its answer.
  ///
  /// - Throws: ``RedisError``; an error that the script returned is ``RedisError/refused(server:command:message:)``.
  public func run(
    _ script: RedisScript, keys: [String], arguments: [any RedisArgument] = [], timeout: Duration? = nil
  ) throws(RedisError) -> RedisValue {
    var command = try command(for: script, keyCount: keys.count)
    command.append(each: keys)
    for argument in arguments { argument.append(to: &command) }
    return try call(command, timeout: timeout)
  }

  /// Waits for what a subscription brings. Once subscribed, use nothing but this: a message would answer another call.
  ///
  /// - Parameter duration: `nil` waits for ever.
  /// - Returns: `nil` when the time is over or the ``interrupter`` was used; the connection stays.
  /// - Throws: ``RedisError/unreachable(server:reason:)`` without a connection: it does not connect by itself,
  ///   because the subscription would be gone.
  public func nextMessage(within duration: Duration?) throws(RedisError) -> RedisValue? {
    guard context != nil else { throw notConnected }
    if interrupter.take() { return nil }
    guard let interrupt = interrupter.descriptor() else {
      throw .unreachable(server: url.description, reason: "no file descriptor is left to wait with; raise ulimit -n")
    }
    do {
      return try context?.nextReply(by: Deadline(in: duration), interrupt: interrupt)
    } catch .timedOut {
      return nil
    } catch .interrupted {
      _ = interrupter.take()
      return nil
    } catch {
      throw dropped(error, "a subscription", duration ?? .zero)
    }
  }
}
