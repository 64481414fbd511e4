import Lifeboat
import LifeboatInspector

extension FailureFlags {
  /// The failed lists that the flag names: without it, those that Redis holds.
  func list(_ global: GlobalOptions) async throws -> FailedList {
    FailedList(
      connection: try await global.connect(), dialect: try global.dialect, backend: failures)
  }
}
