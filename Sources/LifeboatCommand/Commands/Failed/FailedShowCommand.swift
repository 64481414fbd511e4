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

      Its kind is the fingerprint of its cause, as `failed top` shows them.
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
    let fingerprint = app.dialect.record(StoredFailure(set: failure.set, bytes: failure.bytes)).fingerprint
    global.printer.one(
      FailureView.lines(failure, copies: found.count, fingerprint: fingerprint, global.printer)
    ) { json in
      FailureView.json(failure, copies: found.count, fingerprint: fingerprint, &json)
    }
  }
}
