import LifeboatFormat

/// A job that can be put into a queue: its stored properties are the positional arguments, in their order.
///
/// A type that is also run in Swift conforms to `Job` instead, which refines this; one that only Ruby runs needs no
/// more than this.
public protocol EnqueueableJob: Encodable, Sendable {
  /// The Ruby class name, as it stands on the wire.
  static var className: String { get }

  /// The queue that it goes to unless the caller names another; `default` unless told.
  static var queue: String { get }

  /// Whether Rails runs it as an Active Job, so that it is enqueued as one; `false` unless told. Its models, times and
  /// the like are then written as Active Job writes them. What reads it needs no such word.
  static var isActiveJob: Bool { get }

  /// What `sidekiq_options` says in the Ruby class, but for the queue; nil, unless told, for nothing. They go into the
  /// payload, where Ruby's workers read them too; a client of another dialect refuses them.
  static var sidekiqOptions: SidekiqJobOptions? { get }
}

extension EnqueueableJob {
  public static var queue: String { "default" }
  public static var isActiveJob: Bool { false }
  public static var sidekiqOptions: SidekiqJobOptions? { nil }
}
