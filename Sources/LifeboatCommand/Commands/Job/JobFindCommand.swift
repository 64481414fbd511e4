import ArgumentParser
import Lifeboat
import LifeboatInspector

struct JobFindCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "find",
    abstract: "Find jobs wherever they are.",
    discussion: """
      Looks at delayed jobs (with Sidekiq the schedule and the retry set), queues, what workers of both languages run, snoozed jobs and every failed list or dead set; in each the newest first. A job that moves meanwhile may be shown twice. --match looks for a text as it is written in the payload, so escapes count as they stand.

      Example:
        lifeboat job find --class SendWelcomeEmail --queue mail
        lifeboat job find --jid 3f9a2c81d07e4b55aa901c22
        lifeboat job find --match '"order-4711"' -o jsonl
      """)

  @Option(name: .customLong("class"), help: "Only jobs of this class.")
  var className: String?

  @Option(help: "Only jobs that wait in this queue, came from it, or will go to it.")
  var queue: String?

  @Option(help: "Only the job with this id, where jobs have one: Sidekiq's do.")
  var jid: String?

  @Option(help: "Only jobs with this text in their payload.")
  var match: String?

  @OptionGroup var search: SearchOptions
  @OptionGroup var global: GlobalOptions

  func run() async throws {
    var filter = JobFilter()
    filter.className = className
    filter.queue = queue
    filter.jid = jid
    filter.text = match
    let findings = try await search.run(filter, in: try await global.app())
    JobView.show(findings, wanted: nil, empty: "no such job anywhere", on: global.printer)
    try search.check(findings)
  }
}
