import ArgumentParser
import Lifeboat
import LifeboatInspector

struct OperationPauseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pause",
    abstract: "Stop an operation, wherever its program runs.",
    discussion: """
      The program that works on it does nothing more from its next step on, and ends. What was claimed and not dealt with waits with the operation; `op resume` goes on with it, `op undo` gives it back.

      Example:
        lifeboat op pause k3f9
      """)

  @OptionGroup var choice: OperationChoice
  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let (operations, found) = try await choice.find(try await global.app())
    let record = try await operations.pause(found.id)
    global.printer.one(["operation \(record.id) is paused: \(record.totals)"]) { OperationView.json(record, &$0) }
  }
}
