/// A job that can be put into a queue: its stored properties are the positional arguments, in their order.
///
/// A type that is also run in Swift conforms to `Job` instead, which refines this; one that only Ruby runs needs no
/// more than this.
public protocol EnqueueableJob: Encodable, Sendable {
  /// The Ruby class name, as it stands on the wire.
  static var className: String { get }

  /// The queue that it goes to unless the caller names another; `default` unless told.
  static var queue: String { get }
}

extension EnqueueableJob {
  public static var queue: String { "default" }
}
