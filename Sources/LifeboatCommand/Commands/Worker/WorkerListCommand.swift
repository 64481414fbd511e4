import ArgumentParser
import Lifeboat
import LifeboatInspector

struct WorkerListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ls",
    abstract: "List the workers of both languages and what they run.",
    discussion: """
      In Resque's dialect a Lifeboat worker shows one line for each slot, as Ruby's tools see it.

      Example:
        lifeboat worker ls
      """,
    aliases: ["list"])

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let app = try await global.app()
    try await app.dialect.workers(on: app.connection).show(on: global.printer)
  }
}
