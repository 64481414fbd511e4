import LifeboatFormat

/// Everything that is wrong with a file in YAML.
public struct YAMLFileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// One thing that is wrong, and where.
  public struct Problem: Error, Equatable, Sendable {
    /// From 1.
    public let line: Int
    /// From 1, in characters.
    public let column: Int
    /// What was expected, what came and what to do.
    public let sentence: String

    /// A problem at a place, counted from 1.
    public init(line: Int, column: Int, sentence: String) {
      self.line = line
      self.column = column
      self.sentence = sentence
    }
  }

  /// Where the file is, as it was given.
  public let path: String

  /// Sorted by place; never empty.
  public let problems: [Problem]

  init(path: String, problems: [Problem]) {
    self.path = path
    self.problems = problems.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
  }

  /// A line for each problem: `path:line:column: sentence`, the form that editors turn into links.
  public var description: String {
    let name = Printable.line(path)
    return problems.map { "\(name):\($0.line):\($0.column): \($0.sentence)" }.joined(separator: "\n")
  }
}
