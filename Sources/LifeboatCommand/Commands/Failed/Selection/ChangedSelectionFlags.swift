import ArgumentParser
import Lifeboat
import LifeboatInspector

/// The flags that say which failures a command changes. Every failure is meant only when somebody says so.
struct ChangedSelectionFlags: ParsableArguments {
  @OptionGroup var selection: SelectionFlags

  @Option(help: ArgumentHelp("How many at most, the newest first.", valueName: "count"))
  var limit: Int?

  @Flag(help: "Every failure; needed where nothing else says which.")
  var all = false

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit should be at least 1, got \(limit)") }
  }

  /// See ``SelectionFlags/resolved(_:ids:limit:)``.
  func resolved(_ global: GlobalOptions, ids: [String] = []) async throws -> SelectedFailures {
    let isNarrow = try !ids.isEmpty || selection.isNarrow
    guard all || isNarrow else {
      throw UsageError("which failures? give an id, a filter such as --class or --message, or --all for every one")
    }
    guard !(all && isNarrow) else {
      throw UsageError("--all means every failure: give it, or ids and filters, not both")
    }
    return try await selection.resolved(global, ids: ids, limit: limit)
  }
}
