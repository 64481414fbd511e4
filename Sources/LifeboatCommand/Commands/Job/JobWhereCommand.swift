import ArgumentParser
import Lifeboat
import LifeboatInspector

struct JobWhereCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "where",
    abstract: "Say in which exact places one job is.",
    discussion: """
      Finds the job however its producer wrote it: Rails escapes < and >, and Ruby's JSON libraries spell 1e20 in several ways. MATCH says whether the bytes are the same (exact) or only class and arguments (equal). 1 and 1.0 are different jobs.

      Example:
        lifeboat job where SendWelcomeEmail '[42,"spring"]'
        lifeboat job where --raw '{"class":"SendWelcomeEmail","args":[42,"spring"]}'
      """)

  @OptionGroup var choice: JobChoice
  @OptionGroup var search: SearchOptions
  @OptionGroup var global: GlobalOptions

  func run() async throws {
    var filter = JobFilter()
    guard choice.raw != nil || choice.arguments != nil else {
      throw UsageError(
        "which job of that class? give its arguments, such as '[]'; `lifeboat job find --class` shows all of a class")
    }
    let app = try await global.app()
    filter.job = try choice.job(app.dialect, arguments: choice.arguments)
    let findings = try await search.run(filter, in: app)
    JobView.show(findings, wanted: filter.job, empty: "that job is nowhere", on: global.printer)
    try search.check(findings)
  }
}
