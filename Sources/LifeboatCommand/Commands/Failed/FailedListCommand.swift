import ArgumentParser
import Lifeboat
import LifeboatInspector

struct FailedListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ls",
    abstract: "List failed jobs, the newest first.",
    discussion: """
      Example:
        lifeboat failed ls --limit 50
        lifeboat failed ls --class Charge --since 2h
        lifeboat failed ls --sort class --offset 20
        lifeboat failed ls -o jsonl
        lifeboat failed ls --failures queues
        lifeboat failed ls --dialect sidekiq --set retry

      Where a Resque app keeps each failure in two lists, `failed` is shown, as Ruby does; --failures queues shows the others. Of Sidekiq the dead set is shown, with what Lifeboat keeps beside it; --set retry shows the jobs that wait for a retry. Entries of a page that are equal in every byte are one row of the table, with ×2 before its error; --limit and --offset count entries.
      """,
    aliases: ["list"])

  @OptionGroup var page: PageOptions

  @Option(help: "What comes first: newest, oldest, or by class, queue or error. All but the newest read every failure.")
  var sort = FailureOrder.newest

  @OptionGroup(title: "Failures") var flags: SelectionFlags
  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let selected = try await flags.resolved(global)
    let store = selected.store
    let sets = try await store.sets()
    let found: FailurePage
    if sort == .newest, try !flags.isNarrow {
      let failures = try await store.newest(offset: page.offset, limit: page.limit)
      let rest = sets.reduce(0) { $0 + $1.count } - page.offset - failures.count
      found = FailurePage(failures: failures, rest: max(0, rest))
    } else {
      found = try await FailurePage(of: selected, isNarrow: flags.isNarrow, in: sort, page)
    }
    try show(found, sets)
    UnmetNotes.show(found.unmet)
    try await note(store, isEmpty: sets.isEmpty)
  }

  private func show(_ found: FailurePage, _ sets: [FailureSet]) throws {
    let table = FailureTable(found.failures, sets: sets)
    // Programs get every entry.
    let isTable = global.output == .table
    let rows = isTable ? FailureCopies.joining(found.failures) : found.failures.map { FailureCopies($0) }
    global.printer.list(
      rows, empty: try flags.nothingMet + (page.offset == 0 ? "" : " from position \(page.offset) on"),
      columns: table.columns
    ) { copies in
      table.row(copies)
    } json: { copies, json in
      FailureView.json(copies.failure, &json)
    }
    guard isTable, found.rest > 0 else { return }
    let shown = page.offset + found.failures.count
    global.printer.text("… \(found.rest) more\(sort == .newest ? ", older" : ""); --offset \(shown)")
  }

  /// Says on standard error what the list does not show.
  private func note(_ store: any FailureStore, isEmpty: Bool) async throws {
    for set in try await store.broken() {
      Terminal.note(
        "note: \(set.name) was not looked into: \(Printable.line(set.key, limit: 200)) holds a \(set.found);"
          + " a \(set.expected) was expected\n")
    }
    guard global.output == .table, isEmpty else { return }
    for other in try await store.others() {
      Terminal.note("note: \(JobCount.text(other.count)) in the set \(other.name); --set \(other.name) shows them\n")
    }
  }
}

extension FailureOrder: ExpressibleByArgument {}
