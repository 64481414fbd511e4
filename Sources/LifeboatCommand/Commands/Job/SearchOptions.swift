import ArgumentParser
import Lifeboat
import LifeboatInspector

/// How far a search for jobs goes, and what it is when it finds none.
struct SearchOptions: ParsableArguments {
  @Option(help: "How many to show.")
  var limit = 20

  @Flag(help: "Exit with 5 when there is no such job.")
  var requireMatch = false

  func validate() throws {
    if limit < 1 { throw ValidationError("--limit: expected 1 or more, got \(limit)") }
  }

  /// Looks everywhere; what could not be looked into is said on standard error.
  func run(_ filter: JobFilter, in app: InspectedApp) async throws -> JobFindings {
    let search = JobSearch(connection: app.connection, dialect: app.dialect, filter: filter)
    let findings = try await search.run(limit: limit)
    for unreadable in findings.unreadable {
      Terminal.note("note: \(Printable.line(unreadable.key, limit: 200)) was not looked into: \(unreadable.reason)\n")
    }
    return findings
  }

  /// Fails when nothing was found, where that is asked for or where the job may be in a place that was not looked into.
  func check(_ findings: JobFindings) throws {
    guard findings.jobs.isEmpty else { return }
    guard findings.unreadable.isEmpty else {
      throw CommandFailed(.error, "not every place could be looked into, so there may be such a job all the same")
    }
    if requireMatch { throw CommandFailed(.nothingMatched, "nothing matched") }
  }
}
