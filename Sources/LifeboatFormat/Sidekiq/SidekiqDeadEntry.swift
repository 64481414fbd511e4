/// What may stand in Sidekiq's dead set, where Ruby's pages and API read it.
public enum SidekiqDeadEntry {
  /// Whether Ruby can show bytes among the dead jobs.
  ///
  /// What is no JSON at all is shown as it is. Some JSON that is no job makes the whole page and `DeadSet#each` raise, for
  /// everyone and until somebody removes it: such bytes must be kept elsewhere. Tried with Sidekiq 6.4.1, whose code is
  /// that of 8.1 here; source: `lib/sidekiq/api.rb`, `display_class`, `display_args`, `tags`.
  public static func isShownByRuby(_ bytes: [UInt8]) -> Bool {
    guard let value = try? JSONSlice(parsing: bytes) else { return true }
    guard value.kind == .object else { return value.kind == .string }
    var fields: [String: JSONSlice] = [:]
    for member in value.members { fields[member.key] = member.value }
    if let tags = fields["tags"], tags.isTruthy, tags.kind != .array, tags.kind != .object { return false }
    // It compares the class with names, and text that is not UTF-8 with none.
    if let name = fields["class"], !name.findings.isValidUTF8 { return false }
    let arguments = fields["args"]
    if fields["encrypt"]?.isTruthy ?? false {
      var elements = arguments?.elements
      guard elements?.next() != nil else { return false }
    }
    guard let name = fields["class"]?.string, ActiveJobEnvelope.isSidekiqWrapper(name) else { return true }
    return isShown(arguments, isWrapped: fields["wrapped"]?.isTruthy ?? false)
  }

  /// Whether Ruby can show the arguments of an Active Job's wrapper, which it takes apart.
  private static func isShown(_ arguments: JSONSlice?, isWrapped: Bool) -> Bool {
    guard let arguments, arguments.kind == .array else { return false }
    guard isWrapped else { return true }
    var elements = arguments.elements
    guard let envelope = elements.next(), envelope.kind == .object else { return false }
    return envelope["arguments"]?.kind == .array
  }
}
