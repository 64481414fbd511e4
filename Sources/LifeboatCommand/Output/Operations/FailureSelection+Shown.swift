import Lifeboat
import LifeboatInspector

extension FailureSelection {
  /// The conditions in words, each printable: `class Mail`, `since 2026-11-21T09:00:00Z`.
  var shown: [String] {
    var parts: [String] = []
    func add(_ name: String, _ values: [String]) {
      guard !values.isEmpty else { return }
      parts.append("\(name) " + values.map { Printable.line($0, limit: 80) }.joined(separator: " or "))
    }
    add("class", classes)
    add("queue", queues)
    add("error", errors)
    add("message like", [message].compactMap(\.self))
    add("with", [match].compactMap(\.self))
    add("argument", arguments.map { $0.path.joined(separator: ".") + "=" + $0.value })
    add("fingerprint", fingerprints)
    if let since { parts.append("since \(Timestamp.iso8601Z(since))") }
    if let until { parts.append("until \(Timestamp.iso8601Z(until))") }
    if let ids { parts.append(JobCount.text(ids.count, "id")) }
    if malformed { parts.append("unreadable") }
    if parts.isEmpty { parts.append("all") }
    if retried { parts.append("also what Ruby requeued") }
    if let limit { parts.append("at most \(limit.grouped)") }
    return parts
  }
}
