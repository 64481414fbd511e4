import LifeboatFormat

/// The places in a text that Ruby's templates would replace: `<%= ENV["THREADS"] %>`.
///
/// Those in comments count: Ruby runs them too, and what they print need not stay in the comment.
struct ERBTags {
  /// Of the first; nil when there is none. Both from 1, the column in characters.
  let first: (line: Int, column: Int)?
  /// How many there are.
  let count: Int

  /// Looks through a whole file.
  init(_ text: String) {
    var (line, column, count) = (1, 0, 0)
    var first: (line: Int, column: Int)?
    var previous: Unicode.Scalar = "\n"
    for scalar in text.unicodeScalars {
      column += 1
      if previous == "<" && scalar == "%" {
        count += 1
        if first == nil { first = (line, column - 1) }
      }
      if scalar == "\n" { (line, column) = (line + 1, 0) }
      previous = scalar
    }
    (self.first, self.count) = (first, count)
  }

  /// What to do about them, should there be any.
  func problem(path: String) -> YAMLFileError.Problem? {
    guard let first else { return nil }
    let others =
      switch count {
      case 1: ""
      case 2: " (there is one more)"
      default: " (there are \(count - 1) more)"
      }
    return .init(
      line: first.line, column: first.column,
      sentence: "This is ERB\(others), which only Ruby can evaluate. Let Ruby do it first, for example with"
        + " `erb -T - \(Printable.line(path, limit: 200)) > rendered.yml`, and name the file that comes of it; or write the"
        + " value itself.")
  }
}
