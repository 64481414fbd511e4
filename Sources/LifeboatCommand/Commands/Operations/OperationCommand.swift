import ArgumentParser
import Lifeboat
import LifeboatInspector

struct OperationCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "op",
    abstract: "Look at mass changes of failures, stop them, go on with them, take them back.",
    discussion: """
      Whatever changes failures is an operation: stored before it touches anything, so that it can be stopped and resumed, taken back, and looked up for three days after it ended.

      Example:
        lifeboat op ls
        lifeboat op pause k3f9
        lifeboat op undo k3f9
      """,
    subcommands: [
      OperationListCommand.self, OperationShowCommand.self, OperationPauseCommand.self, OperationResumeCommand.self,
      OperationUndoCommand.self, OperationLogCommand.self, OperationForgetCommand.self,
    ])
}

/// Which operation a command is about.
struct OperationChoice: ParsableArguments {
  @Argument(help: "The operation's id, or its first letters.")
  var id: String

  /// It, as it is now, and the operations of its app.
  func find(_ app: InspectedApp) async throws -> (operations: Operations, record: OperationRecord) {
    let operations = app.operations
    return (operations, try await operations.find(id))
  }
}

extension InspectedApp {
  /// The mass changes of its failures.
  var operations: Operations { Operations(on: connection, dialect: dialect) }
}
