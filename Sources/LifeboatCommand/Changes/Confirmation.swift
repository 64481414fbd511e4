import ArgumentParser
import Lifeboat

/// What stands between a changing command and its change.
///
/// `--dry-run` shows a ``ChangePreview`` instead. A change of more than one thing is asked about on a terminal, and
/// refused without one, unless `--yes` was given.
struct Confirmation: ParsableArguments {
  @Flag(name: [.customShort("n"), .long], help: "Show what would change, and change nothing.")
  var dryRun = false

  @Flag(help: "Do not ask. Needed for a change of more than one where there is no terminal.")
  var yes = false

  /// Returns when the change may go on.
  ///
  /// - Parameters:
  ///   - change: an infinitive with its count, such as `drop 3 jobs of mail`; printable.
  ///   - count: how many things change.
  /// - Throws: ``CommandFailed`` with ``AppExit/refused``.
  func confirm(_ change: String, count: Int) throws {
    guard count > 1 else { return }
    try ask(change)
  }

  /// The same for a change that is asked about however small it is.
  func ask(_ change: String) throws {
    guard !yes else { return }
    guard Terminal.canAsk else {
      throw CommandFailed(
        .refused,
        "this would \(change), and there is no terminal to ask on; nothing was changed."
          + " --yes does it, --dry-run shows it")
    }
    Terminal.note("This will \(change). Go on? [y/N] ")
    guard let answer = readLine() else {
      // Ctrl-D leaves the cursor behind the question.
      Terminal.note("\n")
      throw CommandFailed(.refused, "nothing was changed")
    }
    let word = answer.lowercased().filter { !$0.isWhitespace }
    guard word == "y" || word == "yes" else { throw CommandFailed(.refused, "nothing was changed") }
  }
}
