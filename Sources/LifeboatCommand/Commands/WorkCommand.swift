import ArgumentParser
import Lifeboat

struct WorkCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "work",
    abstract: "Run a worker.",
    discussion: """
      Takes jobs from the queues of a Resque or a Sidekiq app and runs the program that the handlers file names for their class. Ruby workers may go on beside it.

      Example:
        lifeboat work --queue critical,default --handlers handlers.yml
        lifeboat work -C config/sidekiq.yml -e production --handlers handlers.yml

      Which app: --dialect, else by what Redis holds. Several apps in one process: see `sources` of the handlers file.

      Signals: TSTP or USR2 take no more jobs, CONT work again, TERM or INT stop (finish, then put back what is left), QUIT stop without a limit, TTIN log what runs.

      Limits: --max-jobs, --max-memory and --max-age stop it as TERM does, but with exit code 8, so that a supervisor starts a fresh one. A signal that comes first, or meanwhile, has it end with 0.
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
    try await WorkRun.run(options, findsDialect: true) { _ in }
  }
}
