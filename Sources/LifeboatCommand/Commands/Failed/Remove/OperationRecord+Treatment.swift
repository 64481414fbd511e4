import Lifeboat
import LifeboatInspector

extension OperationRecord {
  /// What is done with each entry, where that takes something of this machine; `nil` for what the operation's kind says alone.
  ///
  /// - Parameter isNew: whether the operation has just begun, so that its archive must not be there yet.
  /// - Throws: ``InspectorError/archive(_:reason:)`` when the archive is not here.
  func treatment(in app: InspectedApp, isNew: Bool = false) throws(InspectorError) -> (any EntryTreatment)? {
    guard kind == .remove else { return nil }
    var archive: ArchiveFile?
    if let path = plan.archive { archive = try ArchiveFile(path, of: self, isNew: isNew) }
    return RemoveTreatment(id, dialect: app.dialect, archive: archive)
  }

  /// How to have back what was removed; `nil` where there is nothing that could be had back.
  var restoring: String? {
    guard kind == .remove, counts.done > 0 else { return nil }
    guard let archive = plan.archive else { return "what was dropped is gone" }
    return "`lifeboat failed import \(Printable.line(archive, limit: 300))` puts back what was removed"
  }
}
