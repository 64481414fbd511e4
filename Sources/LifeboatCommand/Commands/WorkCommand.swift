import ArgumentParser
import Lifeboat

struct WorkCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "work",
    abstract: "Run a worker.",
    discussion: """
      Takes jobs from the queues and runs the program that the handlers file names for their class.

      Example:
        lifeboat work --queue critical,default --handlers handlers.yml

      Signals: TSTP or USR2 take no more jobs, CONT work again, TERM or INT stop (finish, then put back what is left), QUIT stop without a limit, TTIN log what runs.
      """)

  @OptionGroup var options: WorkOptions

  func run() async throws {
    guard options.handlers != nil else {
      if let file = options.settings.first(where: { !$0.contains("=") }) {
        throw UsageError(
          "\(Printable.line(file, limit: 80)) is no setting; did you mean --handlers \(Printable.line(file, limit: 80))?"
        )
      }
      throw UsageError(
        "which program runs which class? give --handlers FILE; a Swift program of your own registers its jobs in code")
    }
    try await WorkRun.run(options) { _ in }
  }
}
