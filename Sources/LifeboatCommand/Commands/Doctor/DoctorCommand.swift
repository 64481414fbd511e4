import ArgumentParser
import Lifeboat
import LifeboatInspector

struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Find what is wrong with Redis, the workers and the jobs, and say what to do.",
    discussion: """
      Changes nothing, and takes seconds however much Redis holds: jobs are read in samples, and findings say of how many. What Redis does not let this user see is said, and the rest goes on.

      A finding is a problem (jobs are lost, stuck or never run, or soon will be), a warning (somebody should look), a note, or fine. Each names its check, for --only and --skip.

      Exit codes: 3 there is a problem, 6 Redis is unreachable; warnings and notes end with 0.

      Example:
        lifeboat doctor
        lifeboat doctor --only persistence --only unserved
        lifeboat doctor -o json
      """)

  @Option(name: .long, help: ArgumentHelp("Only this check; may be repeated.", valueName: "check"))
  var only: [String] = []

  @Option(name: .long, help: ArgumentHelp("Not this check; may be repeated.", valueName: "check"))
  var skip: [String] = []

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let app = try await global.app()
    let checkup = Checkup(
      connection: app.connection, dialect: app.dialect, observer: .thisHost, clock: { LocalClock.seconds })
    let report = DoctorReport(results: try await checkup.run(only: try chosen(among: checkup.checks.map(\.name))))
    report.show(on: global.printer)
    let problems = report.count(.problem)
    if problems > 0 {
      throw CommandFailed(
        .problemsFound,
        "\(problems) \(problems == 1 ? "problem was" : "problems were") found; each finding says what to do")
    }
  }

  /// The names of the checks to run.
  private func chosen(among names: [String]) throws -> Set<String> {
    for name in only + skip where !names.contains(name) {
      let near = NearNames.of(name, among: names, limit: 1).first.map { "did you mean \($0)?" }
      throw UsageError(
        "there is no check \(Printable.line(name, limit: 40)) here; "
          + (near ?? "expected one of \(names.joined(separator: ", "))"))
    }
    return Set(only.isEmpty ? names : only).subtracting(skip)
  }
}
