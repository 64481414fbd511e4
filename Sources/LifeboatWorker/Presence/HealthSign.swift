import LifeboatRedis
import Synchronization

/// Whether Redis answers a source's loops: written by them, read by whoever asks how the worker is.
final class HealthSign: Sendable {
  /// A loop that talks to Redis all the time.
  enum Loop: Hashable {
    case lease, beat
  }

  private struct State {
    var troubles: [Loop: String] = [:]
    var answeredAt: Int?
    var shown = WorkerHealth.State.starting
    var since = WallClock.seconds

    /// What is true now; `since` moves when it is something else than before.
    mutating func turn() {
      let now: WorkerHealth.State =
        !troubles.isEmpty ? .unhealthy : answeredAt == nil ? .starting : .healthy
      guard now != shown else { return }
      shown = now
      since = WallClock.seconds
    }
  }

  private let state = Mutex(State())

  /// Redis has answered, and the process is a member.
  func noteAnswer(to loop: Loop) {
    state.withLock { state in
      state.troubles[loop] = nil
      state.answeredAt = WallClock.seconds
      state.turn()
    }
  }

  /// Redis has not answered, or refused.
  func note(_ error: RedisError, of loop: Loop) {
    state.withLock { state in
      state.troubles[loop] = error.description
      state.turn()
    }
  }

  /// How a source is.
  ///
  /// - Parameter held: how many jobs it has in hand.
  func health(of source: Source, held: Int) -> WorkerHealth.SourceHealth {
    state.withLock { state in
      WorkerHealth.SourceHealth(
        name: source.name, redis: source.redis.description, state: state.shown, since: state.since,
        reason: state.troubles[.lease] ?? state.troubles[.beat], answeredAt: state.answeredAt, held: held)
    }
  }
}
