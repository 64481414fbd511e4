/// Keeps those of many failures that come first in some order: what it takes depends on how many it keeps alone.
public struct FirstFailures: Sendable {
  private struct Candidate {
    let stored: StoredFailure
    let text: String
    let time: Int
    /// Counts what was added, the newest of each set first.
    let number: Int
  }

  private let order: FailureOrder
  private let limit: Int
  private var candidates: [Candidate] = []
  private var added = 0

  /// - Parameter limit: how many to keep.
  public init(_ order: FailureOrder, limit: Int) {
    self.order = order
    self.limit = max(0, limit)
  }

  /// Those that come first, in order. Failures whose time nobody can say are the last of their like; equal ones keep the
  /// order in which they were added.
  public var all: [StoredFailure] {
    candidates.sorted(by: precedes).prefix(limit).map(\.stored)
  }

  /// Looks at one.
  public mutating func add(_ record: FailureRecord) {
    candidates.append(
      Candidate(
        stored: record.stored, text: text(of: record), time: time(of: record), number: added))
    added += 1
    // Sorting now and then is cheaper than to keep an order all the time.
    guard candidates.count - limit >= limit, candidates.count >= limit + 1_000 else { return }
    candidates = Array(candidates.sorted(by: precedes).prefix(limit))
  }

  private func precedes(_ left: Candidate, _ right: Candidate) -> Bool {
    (left.text, left.time, left.number) < (right.text, right.time, right.number)
  }

  private func text(of record: FailureRecord) -> String {
    switch order {
    case .newest, .oldest: ""
    case .className: record.className ?? ""
    case .queue: record.queue ?? ""
    case .error: record.exception ?? ""
    }
  }

  /// Such that the smallest comes first.
  private func time(of record: FailureRecord) -> Int {
    guard let time = record.latestFailure else { return .max }
    return order == .oldest ? time : -max(time, -.max)
  }
}
