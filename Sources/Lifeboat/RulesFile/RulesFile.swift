import LifeboatFormat
import Yams

/// A file of rules by which failed jobs are rewritten.
///
/// ```yaml
/// rules:
///   - match: {class: SendMail, queue: [mail, slow]}
///     rename_class: Mail::Send
///     set: {0: 42, "1.locale": en}
///     default: {2: "x"}
///     drop: [3, "1.debug"]
///     move_queue: mailers
/// ```
///
/// All rules that fit a job are applied, in the order of the file, each to what those before it left; whether one fits goes by
/// the job as it failed. Within a rule `set` comes first, then `default`, then `drop`, whose positions are those after `set`
/// and `default`.
public struct RulesFile: Sendable, Equatable {
  /// In order of the file; never empty.
  public let rules: [RewriteRule]
  /// The file's text.
  public let text: String

  /// Reads and checks the file at `path`.
  ///
  /// - Throws: ``YAMLFileError`` with every problem found, not just the first.
  public static func load(path: String) throws(YAMLFileError) -> RulesFile {
    try parse(try YAMLText.read(path), path: path)
  }

  /// Reads and checks a file's text; see ``load(path:)``.
  ///
  /// - Parameter path: for messages.
  public static func parse(_ text: String, path: String) throws(YAMLFileError) -> RulesFile {
    let root = try YAMLText.compose(text, path: path)
    var reader = RulesFileReader()
    let rules = reader.rules(root)
    guard reader.problems.isEmpty else { throw YAMLFileError(path: path, problems: reader.problems) }
    return RulesFile(rules: rules, text: text)
  }
}
