/// What an operation has done so far, as counters in its record.
public struct OperationCounts: Sendable, Equatable {
  /// Entries that were looked at while it claimed.
  public var looked = 0
  /// Entries that were meant and taken out of their sets.
  public var claimed = 0
  /// Entries dealt with: sent back to work, removed, rewritten.
  public var done = 0
  /// Entries that somebody else took before they could be claimed.
  public var gone = 0
  /// Entries that were meant and cannot be dealt with; they stay where they were.
  public var refused = 0
  /// Entries that were claimed and given back to their sets without having been dealt with.
  public var returned = 0
  /// Jobs that were taken back out of queues, their entries restored.
  public var undone = 0

  /// The counters' names in the record.
  enum Field: String, CaseIterable {
    case looked, claimed, done, gone, refused, returned, undone
  }

  /// Nothing done.
  public init() {}

  /// What was claimed and waits to be dealt with.
  public var waiting: Int { max(0, claimed - done - returned) }

  subscript(_ field: Field) -> Int {
    get { self[keyPath: Self.path(field)] }
    set { self[keyPath: Self.path(field)] = newValue }
  }

  private static func path(_ field: Field) -> WritableKeyPath<OperationCounts, Int> {
    switch field {
    case .looked: \.looked
    case .claimed: \.claimed
    case .done: \.done
    case .gone: \.gone
    case .refused: \.refused
    case .returned: \.returned
    case .undone: \.undone
    }
  }
}
