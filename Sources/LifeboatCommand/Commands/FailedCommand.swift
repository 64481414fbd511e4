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
    subcommands: [FailedListCommand.self, FailedShowCommand.self, FailedRequeueCommand.self])
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
      """,
    aliases: ["list"])

  @OptionGroup var page: PageOptions
  @OptionGroup(title: "Failures") var failures: FailureFlags
  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let list = try await failures.list(global)
    let found = try await list.newest(offset: page.offset, limit: page.limit)
    let showsLists = try await list.lists().count > 1
    global.printer.list(
      found, empty: page.offset == 0 ? "no failed jobs" : "no failed jobs from position \(page.offset) on",
      columns: [.init(heading: "ID")] + (showsLists ? [.init(heading: "LIST")] : []) + [
        .init(heading: "FAILED"), .init(heading: "QUEUE"), .init(heading: "CLASS"), .init(heading: "EXCEPTION"),
        .init(heading: "ERROR"),
      ]
    ) { failure in
      var cells = FailureView.row(failure)
      if showsLists { cells.insert(FailureView.lists(failure), at: 1) }
      return cells
    } json: { failure, json in
      FailureView.json(failure, &json)
    }
    let count = try await list.count()
    let shown = page.offset + found.count
    if global.output == .table, count > shown {
      global.printer.text("… \(count - shown) more, older; --offset \(shown)")
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

  @OptionGroup(title: "Failures") var failures: FailureFlags
  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let list = try await failures.list(global)
    let found = try await list.find(id)
    let printer = global.printer
    printer.one(FailureView.lines(found[0], copies: found.count, printer)) { json in
      FailureView.json(found[0], &json)
    }
  }
}

struct FailedRequeueCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "requeue",
    abstract: "Move failed jobs back to their queues.",
    discussion: """
      A job enters its queue and its entry leaves the failed list in one step: nothing is lost, nothing runs twice. Entries with equal bytes have one id and move together. Where an app keeps each failure in two lists, both entries leave.

      Example:
        lifeboat failed requeue 3f9a2c 81d07e
      """)

  @Argument(help: "The ids, or their first digits.")
  var ids: [String]

  @Flag(help: "Also move entries that Ruby has already requeued and kept (retried_at); their jobs run again.")
  var retried = false

  @OptionGroup(title: "Failures") var failures: FailureFlags
  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let list = try await failures.list(global)
    // Everything is found before anything moves: one wrong id changes nothing.
    var seen: Set<String> = []
    let found: [[Failure]]
    do {
      found = try await list.find(ids).filter { seen.insert($0[0].id.digits).inserted }
    } catch {
      guard ids.count > 1, case .error = error.exit else { throw error }
      throw CommandFailed(.error, "\(error); nothing was moved")
    }
    var results: [(failure: Failure, moved: Int, refusal: String?)] = []
    for copies in found {
      if let refusal = refusal(copies[0]) {
        results.append((copies[0], 0, refusal))
        continue
      }
      var moved = 0
      for failure in copies where try await list.requeue(failure) { moved += 1 }
      results.append((copies[0], moved, moved == 0 ? "somebody else has moved or removed it meanwhile" : nil))
    }
    report(results)
    let refused = results.count { $0.refusal != nil }
    if refused > 0 {
      throw CommandFailed(
        refused == results.count ? .refused : .partlyDone,
        "\(refused) of \(results.count) were not requeued; the entries stay in the failed list")
    }
  }

  private func refusal(_ failure: Failure) -> String? {
    if let obstacle = failure.obstacle { return obstacle }
    if let retriedAt = failure.retriedAt, !retried {
      return "Ruby requeued it already (\(Printable.line(retriedAt, limit: 40))); --retried moves it all the same"
    }
    return nil
  }

  private func report(_ results: [(failure: Failure, moved: Int, refusal: String?)]) {
    global.printer.list(
      results, empty: "nothing to do",
      columns: [
        .init(heading: "ID"), .init(heading: "MOVED", isNumber: true), .init(heading: "QUEUE"),
        .init(heading: "CLASS"), .init(heading: "NOTE"),
      ]
    ) { result in
      [
        result.failure.id.short, String(result.moved), Printable.line(result.failure.entry.queue ?? "-", limit: 60),
        Printable.line(result.failure.entry.className ?? "-", limit: 60), result.refusal ?? "",
      ]
    } json: { result, json in
      json.beginObject()
      json.field("id", result.failure.id.digits)
      json.field("moved", result.moved)
      json.field("queue", result.failure.entry.queue)
      json.field("class", result.failure.entry.className)
      json.field("refused", result.refusal)
      json.endObject()
    }
  }
}
