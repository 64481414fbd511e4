/// A mass change of failures, as its record in Redis says.
///
/// It is stored before anything is touched, so that whatever dies when, somebody can find out what was meant, how far it came,
/// and go on or take it back. See ``LifeboatKeys/operation(_:)``.
public struct OperationRecord: Sendable, Equatable {
  /// Its name: eight characters that are easy to type.
  public let id: String
  /// What was asked for.
  public let plan: OperationPlan
  /// How far it has come.
  public var state: OperationState
  /// Where a paused operation goes on.
  public var phase: OperationState
  /// Goes up whenever somebody takes the operation up, pauses it or takes it back; who holds an older one does nothing more.
  public var epoch: Int
  /// When it was started, in milliseconds since 1970 by Redis's clock; failures that are recorded later are not meant.
  public let startedAt: Int
  /// When it was over, the same.
  public var finishedAt: Int?
  /// Whether the canary was found well, so that the rest follows.
  public var hasPassedCanary = false
  /// What it has done.
  public var counts = OperationCounts()
  /// How far the claim of each set has come, by the set's name; nothing for one that has not been touched.
  var claims: [String: ClaimProgress] = [:]

  /// What it does with each entry.
  public var kind: OperationKind { plan.kind }
  /// Which entries are meant.
  public var selection: FailureSelection { plan.selection }
  /// The sets that they are taken from.
  public var places: [FailurePlace] { plan.places }
  /// What is different about jobs that go back to work.
  public var change: RequeueChange { plan.change }
  /// Jobs a second at most; `nil` for no limit.
  public var rate: Double? { plan.rate }
  /// What the person who started it wrote about it.
  public var note: String? { plan.note }
  /// Who started it: `USER@HOST`.
  public var who: String { plan.who }

  /// Whether nothing more will happen to it by itself.
  public var isOver: Bool { state.isOver }

  /// The place of that name among those that it takes from.
  func place(_ name: String) -> FailurePlace? {
    places.first { $0.name.utf8.elementsEqual(name.utf8) }
  }
}

/// How far the claim of one set has come.
enum ClaimProgress: Sendable, Equatable {
  /// The list was renamed, and what it held then is being sorted.
  case seized
  /// The sorted set was walked down to this score, in Redis's own spelling.
  case walked(to: String)
  /// All is claimed that was meant.
  case complete
}
