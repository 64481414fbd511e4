import LifeboatFormat

/// A ``FailureSelection``, made ready to be asked about a million failures. Its limit is the caller's affair.
///
/// What is missing in a failure meets no condition about it.
public struct FailureFilter: Sendable {
  private let selection: FailureSelection
  private let pattern: MessagePattern?
  private let text: JSONTextSearch?
  private let ids: Set<FailureID>?
  private let arguments: [ArgumentMatch]

  /// - Throws: ``InspectorError/badPattern(_:offset:reason:)``, and ``InspectorError/notAnID(_:)`` for an id that is not whole.
  public init(_ selection: FailureSelection) throws(InspectorError) {
    self.selection = selection
    pattern = if let message = selection.message { try MessagePattern(message) } else { nil }
    text = selection.match.map(JSONTextSearch.init)
    ids = if let ids = selection.ids { try Self.whole(ids) } else { nil }
    arguments = ArgumentMatch.grouping(selection.arguments)
  }

  /// Whether a failure is meant.
  ///
  /// - Throws: ``InspectorError/costlyPattern(_:message:)``.
  public func matches(_ record: FailureRecord) throws(InspectorError) -> Bool {
    guard isMeantAtAll(record), hasNames(record), isInTime(record) else { return false }
    if let ids, !ids.contains(record.stored.id) { return false }
    if let text, !text.isIn(record.jobText) { return false }
    if !arguments.isEmpty {
      guard let found = record.jobArguments, arguments.allSatisfy({ $0.matches(found) }) else { return false }
    }
    if let pattern {
      guard let message = record.message, try pattern.matches(message) else { return false }
    }
    return hasFingerprint(record)
  }

  /// Whether times are asked for and the failure's cannot be read: it is never meant then, and somebody should be told.
  public func missesTime(of record: FailureRecord) -> Bool {
    hasTimes && record.latestFailure == nil
  }

  /// Whether a failure has been dealt with by Ruby, and is not meant for that.
  func leavesRequeued(_ record: FailureRecord) -> Bool { record.isRequeued && !selection.retried }

  private var hasTimes: Bool { selection.since != nil || selection.until != nil }

  private func isMeantAtAll(_ record: FailureRecord) -> Bool {
    (selection.retried || !record.isRequeued) && (!selection.malformed || record.malformed != nil)
  }

  private func hasNames(_ record: FailureRecord) -> Bool {
    Self.has(record.className, selection.classes) && Self.has(record.queue, selection.queues)
      && Self.has(record.exception, selection.errors)
  }

  /// By bytes: Swift takes some names for equal that are different ones.
  private static func has(_ name: @autoclosure () -> String?, _ names: [String]) -> Bool {
    guard !names.isEmpty else { return true }
    guard let name = name() else { return false }
    return names.contains { $0.utf8.elementsEqual(name.utf8) }
  }

  private func isInTime(_ record: FailureRecord) -> Bool {
    guard hasTimes else { return true }
    guard let time = record.latestFailure else { return false }
    return time >= selection.since ?? .min && time < selection.until ?? .max
  }

  /// By the first digits, as tables show them.
  private func hasFingerprint(_ record: FailureRecord) -> Bool {
    guard !selection.fingerprints.isEmpty else { return true }
    let digits = record.fingerprint.digits
    return selection.fingerprints.contains { digits.hasPrefix($0) }
  }

  private static func whole(_ ids: [String]) throws(InspectorError) -> Set<FailureID> {
    var whole = Set<FailureID>(minimumCapacity: ids.count)
    for text in ids {
      guard let id = FailureID(digits: text) else { throw .notAnID(text) }
      whole.insert(id)
    }
    return whole
  }
}
