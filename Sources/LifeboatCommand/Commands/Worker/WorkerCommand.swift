import ArgumentParser
import Lifeboat
import LifeboatInspector

struct WorkerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "worker",
    abstract: "Look at workers, tell them to rest or stop, and end dead ones.",
    discussion: """
      Example:
        lifeboat worker ls
        lifeboat worker prune --dry-run
      """,
    subcommands: [
      WorkerListCommand.self, WorkerQuietCommand.self, WorkerStopCommand.self, WorkerPruneCommand.self,
    ])
}
