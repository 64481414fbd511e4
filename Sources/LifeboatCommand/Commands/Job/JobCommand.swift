import ArgumentParser

struct JobCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "job",
    abstract: "Find single jobs, and take them back.",
    discussion: """
      Example:
        lifeboat job find --class SendWelcomeEmail
        lifeboat job where SendWelcomeEmail '[42,"spring"]'
      """,
    subcommands: [JobFindCommand.self, JobWhereCommand.self, JobCancelCommand.self])
}
