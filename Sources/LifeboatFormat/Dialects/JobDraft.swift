/// A new job as its enqueuer means it, before a dialect gives it bytes.
public struct JobDraft: Sendable {
  /// The Ruby class name; an Active Job's own, not that of its wrapper.
  public var className: String
  /// The positional arguments: the bytes of a JSON array. An Active Job's are in its form.
  public var arguments: [UInt8]
  /// The queue that it goes to.
  public var queue: String
  /// What it has beside these as an Active Job; nil for a plain job.
  public var activeJob: ActiveJobOptions?
  /// What Sidekiq's `set` and `sidekiq_options` say of it; nil for nothing.
  public var sidekiq: SidekiqJobOptions?
  /// Its id, in dialects whose jobs have one, see ``Dialect/newJobID()``.
  public var jid: String?
  /// When it is due; nil for now.
  public var dueAt: ActiveJobTime?

  /// A draft of these parts; see the properties.
  public init(
    className: String, arguments: [UInt8], queue: String, activeJob: ActiveJobOptions? = nil,
    sidekiq: SidekiqJobOptions? = nil, jid: String? = nil, dueAt: ActiveJobTime? = nil
  ) {
    self.className = className
    self.arguments = arguments
    self.queue = queue
    self.activeJob = activeJob
    self.sidekiq = sidekiq
    self.jid = jid
    self.dueAt = dueAt
  }
}
