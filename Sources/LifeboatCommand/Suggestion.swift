import ArgumentParser
import Lifeboat

/// "Did you mean" for a command that does not exist.
enum Suggestion {
  /// What to say when the first words of a command line name no command; `nil` when they do.
  static func forUnknownCommand(_ arguments: [String]) -> String? {
    var command: any ParsableCommand.Type = LifeboatCommand.self
    var path = "lifeboat"
    for word in arguments {
      let known = command.configuration.subcommands
      guard !known.isEmpty, !word.hasPrefix("-"), word != "help" else { return nil }
      if let next = known.first(where: { $0._commandName == word || $0.configuration.aliases.contains(word) }) {
        command = next
        path += " " + word
        continue
      }
      let names = known.map { $0._commandName }
      let near = NearNames.of(word, among: names, limit: 1)
      let hint =
        near.first.map { "did you mean `\(path) \($0)`?" } ?? "expected one of \(names.joined(separator: ", "))"
      return "`\(path)` has no command \(Printable.line(word, limit: 40)); \(hint)"
    }
    return nil
  }
}
