import LifeboatInspector

/// A part of a list of failures.
struct FailurePage {
  /// What is on it.
  let failures: [Failure]
  /// How many come behind it.
  let rest: Int
  /// What was passed over.
  private(set) var unmet = FailurePass.Unmet()

  init(failures: [Failure], rest: Int) {
    self.failures = failures
    self.rest = rest
  }

  /// Reads every failure, and keeps those of the page.
  ///
  /// - Parameter isNarrow: whether only those are listed that are meant.
  init(of selected: SelectedFailures, isNarrow: Bool, in order: FailureOrder, _ page: PageOptions) async throws {
    let (end, isTooFar) = page.offset.addingReportingOverflow(page.limit)
    var first = FirstFailures(order, limit: isTooFar ? .max / 4 : end)
    var count = 0
    let dialect = selected.app.dialect
    let pass = FailurePass(
      selected.places, filter: isNarrow ? selected.filter : nil, dialect: dialect, on: selected.app.connection)
    unmet = try await pass.forEach { record in
      count += 1
      first.add(record)
      return true
    }
    failures = first.all.dropFirst(page.offset).map(dialect.failure)
    rest = count - min(count, page.offset) - failures.count
  }
}
