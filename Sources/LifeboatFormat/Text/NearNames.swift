/// Names that look like a mistyped one, for "did you mean".
public enum NearNames {
  /// The names that are at most a third of their length away, the nearest first.
  ///
  /// Distance is the number of characters to insert, delete, replace, or swap with their neighbour; case doesn't
  /// count.
  public static func of(_ name: String, among names: some Sequence<String>, limit: Int = 3) -> [String] {
    let wanted = Array(name.lowercased().unicodeScalars)
    // A name longer than any sensible one would only cost time.
    guard !wanted.isEmpty, wanted.count <= 200 else { return [] }
    var found: [(name: String, distance: Int)] = []
    for candidate in names {
      let other = Array(candidate.lowercased().unicodeScalars)
      let allowed = max(1, max(wanted.count, other.count) / 3)
      guard abs(wanted.count - other.count) <= allowed else { continue }
      let distance = distance(wanted, other)
      if distance <= allowed { found.append((candidate, distance)) }
    }
    found.sort { ($0.distance, $0.name) < ($1.distance, $1.name) }
    return found.prefix(max(0, limit)).map(\.name)
  }

  /// Damerau's distance in its restricted form: no character is edited twice.
  private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var beforePrevious: [Int] = []
    var previous = Array(0...right.count)
    for (row, character) in left.enumerated() {
      var current = [row + 1]
      for (column, other) in right.enumerated() {
        let replaced = previous[column] + (character == other ? 0 : 1)
        var best = min(replaced, previous[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, character == right[column - 1], left[row - 1] == other {
          best = min(best, beforePrevious[column - 1] + 1)
        }
        current.append(best)
      }
      (beforePrevious, previous) = (previous, current)
    }
    return previous[right.count]
  }
}
