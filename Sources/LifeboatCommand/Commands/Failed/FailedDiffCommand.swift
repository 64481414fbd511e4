import ArgumentParser
import Lifeboat
import LifeboatInspector

struct FailedDiffCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Show in what two failed jobs differ.",
    discussion: """
      Compared are when and of what they failed, the frames, and the jobs themselves by what they hold, however it is written. Exits with 0 also where they differ.

      Example:
        lifeboat failed diff 3f9a2c 81d07e
      """)

  @Argument(help: ArgumentHelp("The one, by its id or its first digits.", valueName: "id"))
  var left: String

  @Argument(help: ArgumentHelp("The other.", valueName: "other-id"))
  var right: String

  @OptionGroup(title: "Failures") var failures: FailureSetFlags
  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let found = try await failures.store(global).find([left, right])
    let difference = FailureDifference(found[0][0], found[1][0])
    global.printer.one(DifferenceView.lines(difference, global.printer)) { json in
      DifferenceView.json(difference, &json)
    }
  }
}
