import ArgumentParser
import Lifeboat

/// Runs a worker with the flags of `lifeboat work`.
struct WorkCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "work")

  @OptionGroup var options: WorkOptions

  func run() async throws {
    try await WorkRun.run(options) { configuration in
      configuration.source.queues = [NoOp.queue]
      configuration.register(NoOp.self)
    }
  }
}
