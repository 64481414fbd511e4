import ArgumentParser
import Lifeboat
import LifeboatInspector

struct WorkerQuietCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quiet",
    abstract: "Tell workers to take no more jobs.",
    discussion: """
      What runs goes on. There is no way back but a restart: Sidekiq has no order for it. The order reaches processes of Sidekiq's dialect, Ruby's and ours, wherever they run; each listens when its heart beats, every few seconds. Resque has no such channel: a process there gets a signal on its own host.

      Example:
        lifeboat worker quiet web-1:4242
        lifeboat worker quiet --all --yes --wait 60s
      """)

  @OptionGroup var choice: RemoteChoice
  @OptionGroup var global: GlobalOptions

  func run() async throws {
    try await RemoteOrder(order: .quiet, verb: "quiet", done: "quiet").run(choice, global)
  }
}
