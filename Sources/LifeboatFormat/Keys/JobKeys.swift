/// The keys that every Ruby job system has, under its own names.
public protocol JobKeys: Sendable {
  /// Set: the name of every queue.
  var queues: String { get }

  /// List: a queue's payloads.
  func queue(_ name: String) -> String

  /// String (integer): how many jobs have ended, failed ones included.
  var statProcessed: String { get }

  /// String (integer): how many jobs have failed.
  var statFailed: String { get }

  /// Patterns that every key of the app matches, Lifeboat's own included, and as few others as can be; for Redis's access
  /// list, see ``AccessRule``.
  var patterns: [String] { get }
}
