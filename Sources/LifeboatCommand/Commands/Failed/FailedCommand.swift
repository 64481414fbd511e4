import ArgumentParser
import Lifeboat
import LifeboatInspector

struct FailedCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "failed",
    abstract: "Look at failed jobs, and send them back to work.",
    discussion: """
      Example:
        lifeboat failed top
        lifeboat failed ls
        lifeboat failed requeue 3f9a2c
      """,
    subcommands: [
      FailedListCommand.self, FailedShowCommand.self, FailedDiffCommand.self, FailedCountCommand.self,
      FailedTopCommand.self, FailedRequeueCommand.self, FailedEditCommand.self, FailedMapCommand.self,
      FailedRemoveCommand.self,
      FailedExportCommand.self, FailedImportCommand.self,
    ])
}
