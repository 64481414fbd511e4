import LifeboatRedis
import Synchronization

/// Where a job goes after its run. Every outcome is a case, so that a missing one is seen.
enum Outcome: Sendable, Equatable {
  /// It is done.
  case succeeded
  /// It failed for good: the entry, ready for the failed list.
  case failed(entry: [UInt8])
  /// It failed for good, and nothing of it is kept: it, or its class, says so.
  case dropped
  /// It failed, and runs again. Indirect: every outcome is copied often, and few are retries.
  indirect case retried(Retry)
  /// It comes back after that time, by Redis's clock; no attempt was used.
  case snoozed(milliseconds: Int)
  /// It did not run, or was cancelled by a stop: back to the front of its queue.
  case returned

  /// Whether the attempt counts as failed; `nil` when it does not count at all.
  var isFailure: Bool? {
    switch self {
    case .succeeded: false
    case .failed, .dropped: true
    case .retried(let retry): retry.isFailure
    case .snoozed, .returned: nil
    }
  }

  /// Whether it goes back to the front of its queue as it is.
  var isReturned: Bool { if case .returned = self { true } else { false } }

  /// Whether it is done.
  var isSuccess: Bool { if case .succeeded = self { true } else { false } }

  /// Whether the job lies in its queue again once this is settled.
  var isBackInQueue: Bool {
    switch self {
    case .returned: true
    case .retried(let retry): retry.milliseconds == 0
    case .succeeded, .failed, .dropped, .snoozed: false
    }
  }
}

/// A job and its outcome, on the way to Redis.
struct Settlement: Sendable {
  let job: LeasedJob
  let outcome: Outcome
  /// How long the job ran, where that says how long its class runs; `nil` for commands and for jobs that did not run.
  let nanoseconds: Int64?
}

/// Finished jobs that the leaser has not seen yet.
final class SettlementBox: Sendable {
  private let waiting = Mutex<[Settlement]>([])
  private let leaser: Wakeup

  init(leaser: Wakeup) {
    self.leaser = leaser
  }

  func put(_ settlement: Settlement) {
    let isFirst = waiting.withLock { waiting in
      waiting.append(settlement)
      return waiting.count == 1
    }
    // Later ones are seen together with the first.
    if isFirst { leaser.signal() }
  }

  func takeAll() -> [Settlement] {
    waiting.withLock { waiting in
      var taken: [Settlement] = []
      swap(&taken, &waiting)
      return taken
    }
  }
}
