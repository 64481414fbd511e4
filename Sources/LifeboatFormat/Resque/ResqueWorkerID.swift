/// The id under which Ruby's tools see a worker: `HOST:PID:QUEUE,QUEUE`.
///
/// Ours have one id for each slot, and a host part of their own, `HOST~lifeboatSLOT`: a Ruby worker that starts on the
/// same host would otherwise remove them, since it finds no process of Ruby's with their pid.
///
/// An id with fewer than three parts, or without any queue, makes Ruby's worker list raise for everyone, so none can
/// be made. Source: Resque, `lib/resque/worker.rb`, `to_s`, `find`, `prune_dead_workers`.
public struct ResqueWorkerID: Sendable, Hashable, CustomStringConvertible {
  /// What stands between the host and the slot in our ids.
  private static let mark = "~lifeboat"

  /// The first part, slot included; it never has a colon.
  public let host: String
  /// The process's id.
  public let pid: Int
  /// The queues in order, at least one. Patterns stay as they were written.
  public let queues: [String]

  /// The id of one of our slots.
  ///
  /// - Parameter slot: from 1.
  public init(host: String, slot: Int, pid: Int, queues: [String]) {
    self.init(host: Self.cleaned(host) + Self.mark + String(slot), pid: pid, queues: queues)
  }

  /// An id as Ruby makes it, which names no slot.
  ///
  /// Colons and space in the host become `-`. Queue names are trimmed; empty ones and those that start with `!`
  /// (exclusions) are left out, and `*` stands for them when none is left.
  public init(host: String, pid: Int, queues: [String]) {
    self.host = Self.cleaned(host)
    self.pid = pid
    let names = queues.map(\.trimmed).filter { !$0.isEmpty && !$0.hasPrefix("!") }
    self.queues = names.isEmpty ? ["*"] : names
  }

  /// Takes an id apart; nil when it isn't one that Ruby can list, or its pid is no number.
  public init?(parsing text: String) {
    let parts = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, !parts[0].isEmpty, let pid = Int(parts[1]) else { return nil }
    let queues = parts[2].split(separator: ",").map(String.init)
    guard queues.contains(where: { !$0.trimmed.isEmpty && !$0.hasPrefix("!") }) else { return nil }
    host = String(parts[0])
    self.pid = pid
    self.queues = queues
  }

  /// `HOST:PID:QUEUES`.
  public var description: String { "\(host):\(pid):\(queues.joined(separator: ","))" }

  /// The slot of one of our ids; nil for Ruby's.
  public var slot: Int? {
    guard let mark = host.range(ofLast: Self.mark) else { return nil }
    return Int(host[mark.upperBound...])
  }

  /// Whether the worker is one of ours.
  public var isLifeboat: Bool { slot != nil }

  private static func cleaned(_ host: String) -> String {
    let parts = host.split { $0 == ":" || $0.isWhitespace }
    return parts.isEmpty ? "unknown" : parts.joined(separator: "-")
  }
}

extension String {
  /// Where a text occurs for the last time.
  fileprivate func range(ofLast text: String) -> Range<Index>? {
    var start = endIndex
    while start > startIndex {
      start = index(before: start)
      if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
    }
    return nil
  }
}
