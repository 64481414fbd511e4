/// What one job system's format says: how a job is written and read, and which keys hold what.
///
/// The worker, the client and the inspector know a dialect only through this, and through what it gives to each of them:
/// the worker's part is a `WorkerDialect`, the inspector's an `InspectorDialect`.
public protocol Dialect: Sendable {
  /// The keys that the Ruby system reads and writes.
  associatedtype Keys: JobKeys

  /// The word for it in flags and files, such as `resque`.
  var name: String { get }

  /// The app's namespace, without its colon; empty for none.
  var namespace: String { get }

  /// The keys that the Ruby system reads and writes.
  var keys: Keys { get }

  /// Lifeboat's own keys beside them.
  var ownKeys: LifeboatKeys { get }

  /// The end of a queue's list at which the next job is taken. New ones come in at the other.
  var front: ListEnd { get }

  /// String: pauses every worker while it says `true`, whatever the case and the space around it.
  var pauseAll: String { get }

  /// Set: the names of the queues that nothing is taken from until they are resumed.
  var pausedQueues: String { get }

  /// Whether a worker's queue names may be patterns and exclusions.
  var hasQueuePatterns: Bool { get }

  /// The class of new payloads whose one argument is an Active Job; see ``ActiveJobEnvelope``.
  var activeJobWrapper: String { get }

  /// Reads a job's bytes as far as a worker needs them.
  ///
  /// - Throws: ``MalformedPayload`` when they cannot be run.
  func read(_ bytes: [UInt8]) throws(MalformedPayload) -> JobRecord

  /// An id for a new job; `nil` where jobs have none.
  func newJobID() -> String?

  /// Looks whether a new job can be written. The client asks for every job before it sends the first.
  ///
  /// - Throws: ``RefusedDraft`` when it has what the dialect has no word for, or what would harm it later.
  func check(_ draft: JobDraft) throws(RefusedDraft)

  /// The bytes of a new job that passed ``check(_:)``.
  ///
  /// - Parameter now: when it is enqueued; a due time lies after it.
  func encode(_ draft: JobDraft, at now: ActiveJobTime) -> [UInt8]

  /// Where those bytes go.
  func destination(of draft: JobDraft) -> JobDestination

  /// The bytes that every plain job of this class with these arguments has; `nil` where each has an id and times of its
  /// own.
  ///
  /// - Parameter arguments: a JSON array.
  func commonBytes(className: String, arguments: [UInt8]) -> [UInt8]?
}

extension Dialect {
  /// What a worker's queue names mean.
  public func selection(_ queues: [String]) -> QueueSelection {
    QueueSelection(queues, readsPatterns: hasQueuePatterns)
  }
}
