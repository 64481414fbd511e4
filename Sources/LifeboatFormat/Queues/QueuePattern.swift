/// A queue name as a worker is given it, which may stand for many: `mail*`, `[hl]*`, `h?gh`.
///
/// - Source: Resque, `lib/resque/worker.rb`, `glob_match`; Ruby, `dir.c`, `File.fnmatch?` without flags: `*` also
///   matches `/`, a leading `.` is matched by a `.` only, `\` takes the next character literally, braces mean nothing.
public struct QueuePattern: Sendable, Equatable {
  /// The pattern as it was given.
  public let text: String
  private let pattern: [Unicode.Scalar]

  /// A name, which may be a pattern or not.
  public init(_ text: String) {
    self.text = text
    pattern = Array(text.unicodeScalars)
  }

  /// Whether Resque takes the name for a pattern.
  ///
  /// Braces count, though they match nothing but themselves.
  public var isPattern: Bool {
    pattern.contains { $0 == "*" || $0 == "?" || $0 == "[" || $0 == "]" || $0 == "{" || $0 == "}" }
  }

  /// Whether a queue's name is one of those that the pattern stands for.
  public func matches(_ name: String) -> Bool {
    let name = Array(name.unicodeScalars)
    if name.first == ".", element(at: 0)?.scalar != "." { return false }
    var place = 0
    var index = 0
    // Where to go on after a mismatch: behind the last star, which then stands for one character more.
    var retry: (place: Int, index: Int)?
    while true {
      if place < pattern.count, pattern[place] == "*" {
        while place < pattern.count, pattern[place] == "*" { place += 1 }
        if element(at: place) == nil { return true }
        retry = (place, index)
      }
      if index == name.count { return element(at: place) == nil }
      if let next = step(place, over: name[index]) {
        place = next
        index += 1
      } else if let (behindStar, from) = retry {
        place = behindStar
        index = from + 1
        retry = (behindStar, index)
      } else {
        return false
      }
    }
  }

  /// Matches one character.
  ///
  /// - Returns: the place in the pattern behind what matched it; `nil` when nothing does.
  private func step(_ place: Int, over scalar: Unicode.Scalar) -> Int? {
    guard place < pattern.count else { return nil }
    switch pattern[place] {
    case "?": return place + 1
    case "[": return bracket(place + 1, over: scalar)
    default:
      guard let element = element(at: place), element.scalar == scalar else { return nil }
      return element.next
    }
  }

  /// The character at a place, a backslash before it taken off; `nil` at the end.
  private func element(at place: Int) -> (scalar: Unicode.Scalar, next: Int)? {
    guard place < pattern.count else { return nil }
    guard pattern[place] == "\\" else { return (pattern[place], place + 1) }
    return place + 1 < pattern.count ? (pattern[place + 1], place + 2) : nil
  }

  /// Matches one character with a set, which begins behind its `[`; one that is never closed matches nothing.
  private func bracket(_ start: Int, over scalar: Unicode.Scalar) -> Int? {
    var place = start
    var isNegated = false
    var isFound = false
    if place < pattern.count, pattern[place] == "!" || pattern[place] == "^" {
      isNegated = true
      place += 1
    }
    while place < pattern.count {
      if pattern[place] == "]" { return isFound == isNegated ? nil : place + 1 }
      guard let low = element(at: place) else { return nil }
      var high = low
      place = low.next
      if place + 1 < pattern.count, pattern[place] == "-", pattern[place + 1] != "]" {
        guard let end = element(at: place + 1) else { return nil }
        high = end
        place = end.next
      }
      if scalar == low.scalar || scalar == high.scalar || (low.scalar < scalar && scalar < high.scalar) {
        isFound = true
      }
    }
    return nil
  }
}
