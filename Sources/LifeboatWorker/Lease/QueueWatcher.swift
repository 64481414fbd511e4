import LifeboatFormat
import LifeboatRedis
import Logging

/// Waits, on a connection and a thread of its own, for a queue to get a job, and wakes the leaser.
///
/// Waiting takes nothing: the leaser's connection asks Redis to track the keys that it reads before it waits, and
/// their invalidations arrive here. Where a server refuses tracking, a blocking move of a list's front onto itself
/// is a peek that waits. No blocking command ever removes a job.
///
/// - Source: https://redis.io/docs/latest/develop/reference/client-side-caching/ (RESP2, redirection, `OPTIN`).
actor QueueWatcher {
  private nonisolated let thread = ThreadExecutor(name: "lifeboat-watch")
  nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

  /// Ends a wait from any thread.
  nonisolated let interrupter: RedisInterrupter

  private let session: RedisSession
  private let signal: QueueSignal
  private let control: WorkerControl
  private let logger: Logger
  /// Set by the leaser when it has found nothing; a peek waits for it.
  nonisolated let armed = Wakeup()

  init(source: Source, signal: QueueSignal, control: WorkerControl, logger: Logger) {
    let session = RedisSession(url: source.redis, options: RedisOptions(clientName: "lifeboat-watch"))
    self.session = session
    interrupter = session.interrupter
    self.signal = signal
    self.control = control
    self.logger = logger
  }

  /// Runs until the worker has left.
  func run() {
    var backoff = ReconnectBackoff()
    var generator = SystemRandomNumberGenerator()
    while !control.hasLeft {
      do {
        try session.connect()
        if signal.isTrackingRefused { try peek(&backoff) } else { try listen(&backoff) }
      } catch {
        // The leaser meets the same outage and reports it; here it only means that nobody is told of new jobs.
        logger.debug("watching failed", metadata: ["error": "\(error)"])
        // No `CLIENT` or no channels for this user: being told is refused as a whole, while a peek may be allowed.
        if !signal.isTrackingRefused, error.code == "NOPERM" {
          logger.notice("this Redis refuses tracking; peeking instead", metadata: ["error": "\(error)"])
          signal.isTrackingRefused = true
        }
        session.close()
        signal.open(.none)
        control.leaser.signal()
        _ = armed.wait(for: backoff.next(using: &generator))
      }
    }
    session.close()
  }

  private func listen(_ backoff: inout ReconnectBackoff) throws(RedisError) {
    let id = try session.call(RedisCommand("CLIENT", "ID"))
    _ = try session.call(RedisCommand("SUBSCRIBE", "__redis__:invalidate"))
    backoff.reset()
    signal.open(.tracking(clientID: id.int ?? 0, server: session.server?.runID ?? ""))
    control.leaser.signal()
    while !control.hasLeft && !signal.isTrackingRefused {
      guard try session.nextMessage(within: nil) != nil else {
        // Nothing would ever come here: a connection to a machine that is gone looks like one with nothing to say.
        if signal.isApart { break }
        continue
      }
      signal.noteChange()
      control.leaser.signal()
    }
    // A connection that has subscribed serves nothing else.
    session.close()
  }

  private func peek(_ backoff: inout ReconnectBackoff) throws(RedisError) {
    signal.open(.peeking)
    control.leaser.signal()
    var next = 0
    while !control.hasLeft {
      // Nobody needs a peek while the leaser is busy, and a peek at a queue that holds something ends at once.
      guard armed.wait(for: .seconds(1)) else { continue }
      var isSeen = false
      while !isSeen && !control.hasLeft {
        let keys = signal.peeked
        guard !keys.isEmpty else { break }
        isSeen = try hasJob(keys[next % keys.count])
        next += 1
        backoff.reset()
      }
      signal.noteChange()
      control.leaser.signal()
    }
  }

  /// Waits a moment for a job at the front of a queue, and leaves it there.
  private func hasJob(_ key: String) throws(RedisError) -> Bool {
    do {
      let peek = RedisCommand("BLMOVE", key, key, "LEFT", "LEFT", Self.peekSeconds)
      return try session.call(peek, timeout: .seconds(5)) != .null
    } catch  where error.code == "WRONGTYPE" {
      // The leaser reports the key; the other queues are worth a look all the same.
      return false
    }
  }

  /// How long a peek stays at one queue before it looks at the next.
  private static let peekSeconds = "0.25"
}
