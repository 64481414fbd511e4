/// Which failures somebody means. Conditions of different kinds must all be met; of several values of one kind any will do.
///
/// Times are absolute, ids whole: a selection means the same whenever it is looked at again.
public struct FailureSelection: Sendable, Equatable {
  /// The job's class; an Active Job's own.
  public var classes: [String] = []
  /// The queue that the job came from.
  public var queues: [String] = []
  /// The name of the error's class.
  public var errors: [String] = []
  /// A regular expression for the error's message.
  public var message: String?
  /// A text that occurs in the job's bytes.
  public var match: String?
  /// Failed at that second since 1970 or later.
  public var since: Int?
  /// Failed before that second since 1970.
  public var until: Int?
  /// Whole ids, see ``FailureID/digits``; `nil` for every one.
  public var ids: [String]?
  /// Values of arguments.
  public var arguments: [ArgumentCondition] = []
  /// The first digits of fingerprints.
  public var fingerprints: [String] = []
  /// Whether also those count that Ruby has requeued and kept.
  public var retried = false
  /// Whether only those count that cannot be read.
  public var malformed = false
  /// How many at most, the newest first.
  public var limit: Int?

  /// Every failure that Ruby has not dealt with.
  public init() {}

  /// Whether it narrows anything; a limit or what Ruby dealt with does not.
  public var isNarrow: Bool {
    var plain = FailureSelection()
    plain.retried = retried
    plain.limit = limit
    return self != plain
  }
}
