/// How far an operation has come.
///
/// ```
/// claiming ─▶ sending ─▶ finishing ─▶ finished
///     │          │ ▲ └─▶ watching ─┐      │
///     └──────────┴─┴─ paused ◀─────┘      │
///     └──────────┴───────────────────────▶ undoing ─▶ undone
/// ```
public enum OperationState: String, Sendable, CaseIterable {
  /// What is meant is being taken out of its sets.
  case claiming
  /// What was claimed is being sent back to work, removed or rewritten.
  case sending
  /// A sample was sent, and its outcomes are watched.
  case watching
  /// What was kept of entries goes back to its set.
  case finishing
  /// Nobody is at work on it; it goes on where it was, see ``OperationRecord/phase``.
  case paused
  /// Everything is done.
  case finished
  /// What it claimed and what can still be taken back goes to where it was.
  case undoing
  /// All of that is done.
  case undone

  /// Whether nothing more will happen by itself, and it expires.
  public var isOver: Bool { self == .finished || self == .undone }

  /// What whoever took it from another tool did with it, as the verb of a sentence.
  var takenBy: String {
    switch self {
    case .paused: "paused"
    case .undoing, .undone: "took back"
    case .claiming, .sending, .watching, .finishing: "took over"
    case .finished: "finished"
    }
  }
}
