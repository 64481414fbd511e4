import ArgumentParser
import Lifeboat

/// The `lifeboat` program.
@main
enum LifeboatProgram {
  static func main() {
    // Before any thread is started, so that `work` can wait for them.
    let arguments = Array(CommandLine.arguments.dropFirst())
    if arguments.first == WorkCommand._commandName { SignalThread.block() }
    MainThread.run { await run(arguments) }
  }

  private static func run(_ arguments: [String]) async {
    var parsed: (any ParsableCommand)?
    do {
      var command = try LifeboatCommand.parseAsRoot(arguments)
      parsed = command
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      if let parsed, let forbidden = ForbiddenByRedis(error, command: type(of: parsed)) { AppExit.leave(forbidden) }
      if let suggestion = Suggestion.forUnknownCommand(arguments) {
        AppExit.leave(UsageError(suggestion), command: LifeboatCommand.self)
      }
      AppExit.leave(error, command: LifeboatCommand.self)
    }
  }
}

/// The root: it only leads to the others.
struct LifeboatCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lifeboat",
    abstract: "Works the queues that Ruby apps already have.",
    discussion: """
      Works Resque's and Sidekiq's queues with programs of any kind, and gets failed jobs back to work.

      Example:
        lifeboat dev start
        lifeboat enqueue Greet '["world"]' --redis embedded
        lifeboat queue show default --redis embedded

      Exit codes: 0 done, 1 error, 2 usage, 3 problems found, 4 partly done, 5 nothing matched (with --require-match), 6 Redis unreachable, 7 refused, 8 a worker stopped at one of its limits, 130 interrupted.
      """,
    version: LifeboatVersion.current,
    subcommands: [
      WorkCommand.self, EnqueueCommand.self, StatusCommand.self, QueueCommand.self, JobCommand.self,
      WorkerCommand.self, FailedCommand.self, OperationCommand.self, DoctorCommand.self, AccessCommand.self,
      DevCommand.self,
    ])
}
