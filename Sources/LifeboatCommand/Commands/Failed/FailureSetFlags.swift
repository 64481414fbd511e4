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
    try store(of: try await global.app())
  }

  /// The failures of an app that the flags name.
  func store(of app: InspectedApp) throws -> any FailureStore {
    try app.dialect.failures(FailureChoice(set: set, backend: backend.failures), on: app.connection)
  }
}
