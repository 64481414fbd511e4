import LifeboatInspector

/// Says on standard error what a pass over failures did not show.
enum UnmetNotes {
  static func show(_ unmet: FailurePass.Unmet) {
    if unmet.requeued > 0 {
      Terminal.note(
        "note: without \(JobCount.text(unmet.requeued, "failure")) that Ruby has requeued and kept; --retried shows them too\n"
      )
    }
    if unmet.untimed > 0 {
      Terminal.note(
        "note: without \(JobCount.text(unmet.untimed, "failure")) whose time cannot be read; no --since or --until meets them\n"
      )
    }
  }
}
