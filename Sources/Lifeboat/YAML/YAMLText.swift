import Yams

/// The text of a YAML file, and what it says before anybody knows its keys.
enum YAMLText {
  /// How many values a file may stand for, and how many levels deep: aliases of aliases let a few lines stand for more than
  /// any memory holds, and for more levels than any stack.
  private static let (mostValues, mostLevels) = (100_000, 200)

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
      // What stands for too much is never composed.
      let isTooMuch = try YAMLExpansion.count(in: text) > mostValues
      if !isTooMuch {
        let root = try Yams.compose(yaml: text)
        if !(root.map(hasTooMany) ?? false) { return root }
      }
    } catch {
      throw YAMLFileError(path: path, problems: [YAMLProblem.of(error)])
    }
    let sentence =
      "The file stands for more than \(mostValues) values or \(mostLevels) levels, aliases counted wherever they stand;"
      + " take some out."
    throw YAMLFileError(path: path, problems: [.init(line: 1, column: 1, sentence: sentence)])
  }

  /// Counts without recursion, and no further than need be.
  private static func hasTooMany(_ root: Node) -> Bool {
    var waiting = [(node: root, level: 1)]
    var count = 0
    while let (node, level) = waiting.popLast() {
      count += 1
      switch node {
      case .sequence(let sequence): for item in sequence { waiting.append((item, level + 1)) }
      case .mapping(let mapping): for (key, value) in mapping { waiting += [(key, level + 1), (value, level + 1)] }
      case .scalar, .alias: continue
      }
      if level > mostLevels || count + waiting.count > mostValues { return true }
    }
    return false
  }
}
