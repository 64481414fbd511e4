import Yams

/// The text of a YAML file, and what it says before anybody knows its keys.
enum YAMLText {
  /// Reads the file at `path`.
  static func read(_ path: String) throws(YAMLFileError) -> String {
    do throws(FileText.Failure) {
      return try FileText.read(path)
    } catch {
      throw YAMLFileError(path: path, problems: [.init(line: 1, column: 1, sentence: error.sentence)])
    }
  }

  /// The text's nodes; `nil` when there are none.
  ///
  /// - Parameter path: for messages.
  static func compose(_ text: String, path: String) throws(YAMLFileError) -> Node? {
    do {
      return try Yams.compose(yaml: text)
    } catch {
      throw YAMLFileError(path: path, problems: [YAMLProblem.of(error)])
    }
  }
}
