import Lifeboat
import LifeboatInspector

extension OperationRecord {
  /// What is done with each entry, where that takes more than the record's kind: rules, or a file of this machine.
  ///
  /// - Parameter isNew: whether the operation has just begun, so that its archive must not be there yet.
  /// - Returns: `nil` for what the kind says alone, and while the operation is taken back: entries are only returned then.
  /// - Throws: ``InspectorError/archive(_:reason:)`` when the archive is not here, and `YAMLFileError` for rules that this
  ///   version of the program does not understand; the operation can be taken back all the same.
  func treatment(in app: InspectedApp, isNew: Bool = false) throws -> (any EntryTreatment)? {
    if state == .undoing || phase == .undoing { return nil }
    switch kind {
    case .requeue: return nil
    case .map:
      let rules = String(decoding: plan.rules ?? [], as: UTF8.self)
      let file = try RulesFile.parse(rules, path: "the rules of operation \(id)")
      return MapTreatment(dialect: app.dialect, rules: file.rules)
    case .remove:
      let archive = try plan.archive.map { path throws(InspectorError) in try ArchiveFile(path, of: self, isNew: isNew)
      }
      return RemoveTreatment(id, dialect: app.dialect, archive: archive)
    }
  }

  /// How to have back what was removed; `nil` where there is nothing that could be had back.
  var restoring: String? {
    guard kind == .remove, counts.done > 0 else { return nil }
    guard let archive = plan.archive else { return "what was dropped is gone" }
    return "`lifeboat failed import \(Printable.line(archive, limit: 300))` puts back what was removed"
  }
}
