import Lifeboat
import LifeboatInspector

extension OperationKind {
  /// What it does, in a word.
  var verb: String { rawValue }

  /// What was done with entries, before their number.
  var done: String {
    switch self {
    case .requeue: "moved"
    case .remove: "removed"
    case .map: "changed"
    }
  }
}

extension OperationRecord {
  /// Its state in words: `sending`, `paused while claiming`.
  var shownState: String {
    state == .paused ? "paused while \(phase.rawValue)" : state.rawValue
  }

  /// What it came to: `moved 19,998 · gone 1 · refused 1`.
  var totals: String {
    let undoes = state == .undoing || state == .undone || phase == .undoing
    var parts = undoes ? [] : ["\(kind.done) \(counts.done.grouped)"]
    if undoes {
      parts.append("took back \(counts.undone.grouped)")
      if counts.done > counts.undone { parts.append("\((counts.done - counts.undone).grouped) stay \(kind.done)") }
    }
    func add(_ count: Int, _ words: (String) -> String) {
      if count > 0 { parts.append(words(count.grouped)) }
    }
    add(counts.returned) { "gave back \($0)" }
    add(counts.gone) { "gone \($0)" }
    add(counts.refused) { "refused \($0)" }
    if !isOver { add(counts.waiting) { "\($0) wait" } }
    return parts.joined(separator: " · ")
  }

  /// What is said when a program begins to work on it; a line.
  var introduction: String {
    state == .undoing
      ? "operation \(id) is taken back; Ctrl-C pauses it\n"
      : "operation \(id); Ctrl-C pauses it, `lifeboat op undo \(id)` takes it back\n"
  }

  /// How people go on with one that stands still.
  var remedy: String { "`lifeboat op resume \(id)` goes on, `lifeboat op undo \(id)` takes it back" }
}
