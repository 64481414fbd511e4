/// Counts failures by their groups, in bounded memory.
public struct FailureTally: Sendable {
  /// How many were counted.
  public private(set) var count = 0
  /// How many of them belong to groups for which there was no room: those that were met after the most that are kept apart.
  public private(set) var others = 0
  private var counts: [FailureGroup: Int] = [:]
  private let mostGroups: Int

  /// - Parameter mostGroups: how many groups are kept apart.
  public init(mostGroups: Int = 50_000) {
    self.mostGroups = mostGroups
  }

  /// The groups, the largest first; among equal ones by name.
  public var groups: [(group: FailureGroup, count: Int)] {
    counts.map { ($0.key, $0.value) }.sorted { left, right in
      left.1 == right.1 ? left.0.sortText < right.0.sortText : left.1 > right.1
    }
  }

  /// Counts one.
  public mutating func add(_ group: FailureGroup) {
    count += 1
    if let index = counts.index(forKey: group) {
      counts.values[index] += 1
    } else if counts.count < mostGroups {
      counts[group] = 1
    } else {
      others += 1
    }
  }
}

extension FailureGroup {
  /// By which groups of one size are in order.
  fileprivate var sortText: String {
    switch self {
    case .malformed: ""
    case .text(let text): text ?? ""
    case .day(let day): day.map { String($0) } ?? ""
    case .kind(let kind): kind.fingerprint.digits
    }
  }
}
