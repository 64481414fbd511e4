import ArgumentParser
import Lifeboat
import LifeboatInspector

struct FailedCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "failed",
    abstract: "Look at failed jobs, and send them back to work.",
    discussion: """
      Example:
        lifeboat failed ls
        lifeboat failed requeue 3f9a2c
      """,
    subcommands: [
      FailedListCommand.self, FailedShowCommand.self, FailedCountCommand.self, FailedRequeueCommand.self,
      FailedExportCommand.self, FailedImportCommand.self,
    ])
}

struct FailedListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ls",
    abstract: "List failed jobs, the newest first.",
    discussion: """
      Example:
        lifeboat failed ls --limit 50
        lifeboat failed ls -o jsonl
        lifeboat failed ls --failures queues
        lifeboat failed ls --dialect sidekiq --set retry

      Where a Resque app keeps each failure in two lists, `failed` is shown, as Ruby does; --failures queues shows the others. Of Sidekiq the dead set is shown, with what Lifeboat keeps beside it; --set retry shows the jobs that wait for a retry.
      """,
    aliases: ["list"])

  @OptionGroup var page: PageOptions
  @OptionGroup(title: "Failures") var failures: FailureSetFlags
  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let store = try await failures.store(global)
    let found = try await store.newest(offset: page.offset, limit: page.limit)
    let sets = try await store.sets()
    let table = FailureTable(found, sets: sets)
    global.printer.list(
      found, empty: page.offset == 0 ? "no failed jobs" : "no failed jobs from position \(page.offset) on",
      columns: table.columns
    ) { failure in
      table.row(failure)
    } json: { failure, json in
      FailureView.json(failure, &json)
    }
    let count = sets.reduce(0) { $0 + $1.count }
    let shown = page.offset + found.count
    if global.output == .table, count > shown {
      global.printer.text("… \(count - shown) more, older; --offset \(shown)")
    }
    guard global.output == .table, count == 0 else { return }
    for other in try await store.others() {
      Terminal.note("note: \(JobCount.text(other.count)) in the set \(other.name); --set \(other.name) shows them\n")
    }
  }
}

struct FailedShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show one failed job whole.",
    discussion: """
      Example:
        lifeboat failed show 3f9a2c
      """)

  @Argument(help: "The id, or its first digits.")
  var id: String

  @OptionGroup(title: "Failures") var failures: FailureSetFlags
  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let store = try await failures.store(global)
    let found = try await store.find(id)
    let printer = global.printer
    let failure = try await store.completing(found[0])
    printer.one(FailureView.lines(failure, copies: found.count, printer)) { json in
      FailureView.json(failure, &json)
    }
  }
}
