import ArgumentParser
import Lifeboat
import LifeboatInspector

struct FailedShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show one failed job whole.",
    discussion: """
      Example:
        lifeboat failed show 3f9a2c
        lifeboat failed show 3f9a2c --raw > entry.json

      Its kind is the fingerprint of its cause, as `failed top` shows them. Its history is what operations did to this job before, as long as their journals are kept.
      """)

  @Argument(help: "The id, or its first digits.")
  var id: String

  @Flag(
    help: "Write the entry's exact bytes, and nothing else. On a terminal control characters are written as escapes.")
  var raw = false

  @OptionGroup(title: "Failures") var failures: FailureSetFlags
  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let app = try await global.app()
    let store = try failures.store(of: app)
    let found = try await store.find(id)
    if raw {
      guard Terminal.isTerminal else { return Terminal.write(found[0].bytes) }
      return global.printer.text(Printable.line(found[0].bytes))
    }
    let failure = try await store.completing(found[0])
    let shown = ShownFailure(
      failure: failure, copies: found.count,
      fingerprint: app.dialect.record(StoredFailure(set: failure.set, bytes: failure.bytes)).fingerprint,
      history: try await history(of: failure, app))
    global.printer.one(FailureView.lines(shown, global.printer)) { json in
      FailureView.json(failure, with: shown, &json)
    }
  }

  /// An operation's record that cannot be read hides nothing of the failure.
  private func history(of failure: Failure, _ app: InspectedApp) async throws -> JobHistory? {
    do {
      return try await JobHistory(of: failure, in: Operations(on: app.connection, dialect: app.dialect))
    } catch InspectorError.unreadableOperation(let id, let field) {
      Terminal.note("note: without its history: \(InspectorError.unreadableOperation(id, field: field))\n")
      return nil
    }
  }
}
