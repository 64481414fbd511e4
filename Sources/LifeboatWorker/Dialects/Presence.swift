import LifeboatFormat
import LifeboatRedis
import Logging

/// How a worker shows itself to Ruby's tools, in its registration and in its beats. It belongs to one loop.
protocol Presence: Sendable {
  /// The names under which Ruby's tools will see a new incarnation. They are kept in `workers:INCARNATION`, so that
  /// whoever ends it can remove them.
  func names() -> [String]

  /// The dialect's part of the register script.
  func registration(of names: [String], on session: RedisSession) throws(RedisError) -> ScriptPart

  /// A new incarnation beats from now on.
  mutating func begin(_ incarnation: Incarnation)

  /// The dialect's part of the next beat.
  mutating func beat(as incarnation: Incarnation, on session: RedisSession) throws(RedisError) -> ScriptPart

  /// The beat was answered.
  ///
  /// - Parameters:
  ///   - heard: what the dialect's part of the script answered.
  ///   - time: how long the answer took.
  /// - Returns: what somebody wants of this process.
  mutating func confirm(heard: RedisValue, after time: Duration) -> Order?

  /// The beat went unanswered: what it carried is carried by the next.
  ///
  /// - Parameter mayHaveRun: then counts are not sent again: a few too few are better than counts that grow with every
  ///   outage.
  mutating func restore(mayHaveRun: Bool)

  /// Writes what nobody waits for, behind a beat that was answered.
  ///
  /// - Parameter isLast: the worker has left; what is not written now never is.
  mutating func report(on session: RedisSession, isLast: Bool) throws(RedisError)
}

/// What a worker's presence tells of.
struct PresenceSurroundings {
  let configuration: WorkerConfiguration
  let control: WorkerControl
  /// What the slots of this source do.
  let board: SlotBoard
  /// The sources of the same app in this process, this one included. The first is the one that shows them, where a process is
  /// shown as one.
  let capsules: [Capsule]

  /// Whether this source shows them.
  var isShowing: Bool { capsules.first.map { $0.board === board } ?? true }
}

/// What somebody wants of a worker from afar.
enum Order: Sendable, Equatable {
  case quiet
  case stop
  /// Log what runs.
  case showRunning
}
