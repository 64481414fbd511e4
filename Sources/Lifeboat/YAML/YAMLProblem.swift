import LifeboatFormat
import Yams

/// Turns what the YAML library throws into a problem of the file.
enum YAMLProblem {
  static func of(_ error: any Error) -> YAMLFileError.Problem {
    switch error as? YamlError {
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      let place = context.map { " \($0.text)" } ?? ""
      return .init(line: mark.line, column: mark.column, sentence: notYAML("\(problem)\(place)"))
    case .duplicatedKeysInMapping(let duplicates, let context):
      let names = duplicates.map { "`\(Printable.line($0))`" }.joined(separator: ", ")
      let sentence = "The key \(names) is there twice; keep one of them."
      return .init(line: max(context.mark.line, 1), column: max(context.mark.column, 1), sentence: sentence)
    case .reader(let problem, _, _, _):
      return .init(line: 1, column: 1, sentence: notYAML(problem))
    default:
      return .init(line: 1, column: 1, sentence: notYAML("\(error)"))
    }
  }

  private static func notYAML(_ problem: String) -> String {
    "This is not YAML: \(Printable.line(problem, limit: 200)). Check indentation, quotes and brackets here."
  }
}
