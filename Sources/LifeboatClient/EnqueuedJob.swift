import LifeboatFormat

/// A job that a client has enqueued: where it is, and what it is called there.
public struct EnqueuedJob: Sendable, Hashable {
  /// The queue that it is in, or comes into when it is due.
  public let queue: String
  /// Its id, as Ruby's `perform_async` returns it; nil in dialects whose jobs have none.
  public let jid: String?
  /// When it is due; nil when it went into its queue at once.
  public let dueAt: ActiveJobTime?

  init(_ draft: JobDraft) {
    queue = draft.queue
    jid = draft.jid
    dueAt = draft.dueAt
  }
}
