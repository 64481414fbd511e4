/// The queues that a worker was told to work, in order: names, and where the dialect has them, patterns and
/// exclusions.
///
/// - Source: Resque, `lib/resque/worker.rb`, `queues=` and `queues`.
public struct QueueSelection: Sendable, Equatable {
  /// What was asked for, in order of rank, without the exclusions.
  public let wanted: [QueuePattern]
  /// What was excluded, such as `!mail*`, without the exclamation mark.
  public let excluded: [QueuePattern]
  /// Whether the queues are found among those that the app knows; else they are exactly those that were named.
  public let isDynamic: Bool

  /// - Parameters:
  ///   - names: as they were given; space around them is taken off.
  ///   - readsPatterns: whether the dialect has patterns. One pattern or exclusion makes all names patterns.
  public init(_ names: [String], readsPatterns: Bool) {
    let names = names.map(\.trimmed)
    let isExclusion = { (name: String) in readsPatterns && name.hasPrefix("!") }
    wanted = names.filter { !isExclusion($0) }.map(QueuePattern.init)
    excluded = names.filter(isExclusion).map { QueuePattern(String($0.dropFirst())) }
    isDynamic = readsPatterns && (!excluded.isEmpty || wanted.contains(where: \.isPattern))
  }

  /// Whether a name, or a pattern, speaks of queues that were asked for.
  public func covers(_ name: String) -> Bool {
    isDynamic || wanted.contains { $0.text.utf8.elementsEqual(name.utf8) || QueuePattern(name).matches($0.text) }
  }

  /// The names in a list that is separated by commas, as Ruby reads one: without the space around each.
  public static func names(in list: String) -> [String] {
    list.split(separator: ",", omittingEmptySubsequences: false).map { String($0).trimmed }
  }

  /// The queues to work, in order of rank, each once.
  ///
  /// - Parameter known: every queue that the app knows. What a pattern stands for is sorted by bytes.
  public func queues(among known: [String]) -> [String] {
    // By bytes: Swift takes some names for equal that are different keys.
    var seen: Set<[UInt8]> = []
    guard isDynamic else { return wanted.map(\.text).filter { seen.insert(Array($0.utf8)).inserted } }
    let sorted = known.filter { name in !excluded.contains { $0.matches(name) } }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    var queues: [String] = []
    for pattern in wanted {
      for name in sorted where pattern.matches(name) && seen.insert(Array(name.utf8)).inserted { queues.append(name) }
    }
    return queues
  }
}
