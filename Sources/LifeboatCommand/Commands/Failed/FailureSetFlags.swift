import ArgumentParser
import Lifeboat
import LifeboatInspector

/// The flags that say which of an app's failures to look at.
struct FailureSetFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Which set: in Sidekiq's dialect dead or retry, in Resque's failed. (default: dead, failed)", valueName: "name"))
  var set: String?

  @OptionGroup var backend: FailureFlags

  /// The failures that the flags name.
  func store(_ global: GlobalOptions) async throws -> any FailureStore {
    let app = try await global.app()
    return try app.dialect.failures(FailureChoice(set: set, backend: backend.failures), on: app.connection)
  }
}
