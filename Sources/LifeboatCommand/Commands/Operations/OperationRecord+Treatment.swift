import Lifeboat
import LifeboatInspector

extension OperationRecord {
  /// What is done with each entry, as whoever began the operation asked for.
  ///
  /// - Returns: nil for what the operation's own kind brings.
  /// - Throws: ``CommandFailed`` for a kind that this program cannot go on with; it can be taken back all the same.
  func treatment(in app: InspectedApp) throws -> (any EntryTreatment)? {
    switch kind {
    case .requeue: return nil
    // Taking back does nothing with entries but to return them.
    case _ where state == .undoing || phase == .undoing: return nil
    case .map, .remove:
      throw CommandFailed(
        .refused, "operation \(id) (\(kind.verb)) cannot be resumed here; `lifeboat op undo \(id)` takes it back")
    }
  }
}
