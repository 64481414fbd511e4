import ArgumentParser

/// Which part of a long list to show.
struct PageOptions: ParsableArguments {
  @Option(help: "How many to show.")
  var limit = 20

  @Option(help: "How many to pass over.")
  var offset = 0

  func validate() throws {
    if limit < 1 { throw ValidationError("--limit: expected 1 or more, got \(limit)") }
    if offset < 0 { throw ValidationError("--offset: expected 0 or more, got \(offset)") }
  }
}
