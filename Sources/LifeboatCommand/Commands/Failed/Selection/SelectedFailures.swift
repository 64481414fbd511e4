import LifeboatInspector

/// The failures that somebody meant, and where they are.
struct SelectedFailures {
  let app: InspectedApp
  let store: any FailureStore
  /// The sets that may hold them.
  let places: [FailurePlace]
  /// What was meant, its ids whole.
  let selection: FailureSelection
  /// The same, ready to be asked about each failure.
  let filter: FailureFilter

  /// A pass over the sets.
  var scan: FailureScan { FailureScan(places, on: app.connection) }

  /// A look at each of those that are meant.
  var pass: FailurePass { FailurePass(places, filter: filter, dialect: app.dialect, on: app.connection) }
}
