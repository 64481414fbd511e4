/// A mass change of failures, as its record in Redis says.
///
/// It is stored before anything is touched, so that whatever dies when, somebody can find out what was meant, how far it came,
/// and go on or take it back. See ``LifeboatKeys/operation(_:)``.
public struct OperationRecord: Sendable, Equatable {
  /// Its name: eight characters that are easy to type.
  public let id: String
  /// What it does with each entry.
  public let kind: OperationKind
  /// Which entries are meant.
  public let selection: FailureSelection
  /// The sets that they are taken from.
  public let places: [FailurePlace]
  /// How far it has come.
  public var state: OperationState
  /// Where a paused operation goes on.
  public var phase: OperationState
  /// Goes up whenever somebody takes the operation up, pauses it or takes it back; who holds an older one does nothing more.
  public var epoch: Int
  /// What is different about jobs that go back to work.
  public var change: RequeueChange
  /// Jobs a second at most; `nil` for no limit.
  public var rate: Double?
  /// The rules of ``OperationKind/map``, as its file has them.
  public var rules: [UInt8]?
  /// The file that ``OperationKind/remove`` writes to; `nil` where entries are dropped.
  public var archive: String?
  /// What the person who started it wrote about it.
  public var note: String?
  /// Who started it: `USER@HOST`.
  public var who: String
  /// When, in milliseconds since 1970 by Redis's clock; failures that are recorded later are not meant.
  public let startedAt: Int
  /// When it was over, the same.
  public var finishedAt: Int?
  /// What it has done.
  public var counts: OperationCounts
}
