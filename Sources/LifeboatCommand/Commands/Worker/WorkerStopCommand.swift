import ArgumentParser
import Lifeboat
import LifeboatInspector

struct WorkerStopCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stop",
    abstract: "Tell workers to stop.",
    discussion: """
      They finish what runs, within their own time limit, put back the rest and end. The order reaches processes of Sidekiq's dialect, Ruby's and ours, wherever they run; each listens when its heart beats, every few seconds. Resque has no such channel: a process there gets a signal on its own host.

      Example:
        lifeboat worker stop web-1:4242
        lifeboat worker stop --all --yes --wait 60s
      """)

  @OptionGroup var choice: RemoteChoice
  @OptionGroup var global: GlobalOptions

  func run() async throws {
    try await RemoteOrder(order: .stop, verb: "stop", done: "stopped").run(choice, global)
  }
}
