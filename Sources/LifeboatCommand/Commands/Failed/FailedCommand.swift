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

      Where an app keeps each failure in two lists, `failed` is shown, as Ruby does; --failures queues shows the others.
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

struct FailedRequeueCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "requeue",
    abstract: "Move failed jobs back to their queues.",
    discussion: """
      A job enters its queue and its entry leaves the failed list in one step: nothing is lost, nothing runs twice. Entries with equal bytes have one id and move together. Where an app keeps each failure in two lists, both entries leave, whatever --failures says: it only narrows where the ids are looked for.

      Example:
        lifeboat failed requeue 3f9a2c 81d07e
      """)

  @Argument(help: "The ids, or their first digits.")
  var ids: [String]

  @Flag(help: "Also move entries that Ruby has already requeued and kept (retried_at); their jobs run again.")
  var retried = false

  @OptionGroup(title: "Failures") var failures: FailureSetFlags
  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let store = try await failures.store(global)
    // Everything is found before anything moves: one wrong id changes nothing.
    var seen: Set<String> = []
    let found: [[Failure]]
    do {
      found = try await store.find(ids).filter { seen.insert($0[0].id.digits).inserted }
    } catch {
      guard ids.count > 1, case .error = error.exit else { throw error }
      throw CommandFailed(.error, "\(error); nothing was moved")
    }
    var requeues: [FailedRequeue] = []
    var trouble: (any Error)?
    for copies in found {
      var requeue = FailedRequeue(copies)
      if trouble == nil {
        do {
          for failure in copies { requeue.add(try await store.requeue(failure, retried: retried)) }
        } catch {
          trouble = error
          requeue.stop("\(error)")
        }
      } else {
        requeue.stop("not tried, after the error before it")
      }
      requeues.append(requeue)
    }
    let moved = requeues.reduce(0) { $0 + $1.moved }
    if let trouble, moved == 0 { throw trouble }
    report(requeues)
    if let trouble { throw CommandFailed(.partlyDone, "\(moved) moved, then it stopped: \(trouble)") }
    let refused = requeues.count { $0.refusal != nil }
    if refused > 0 {
      throw CommandFailed(
        moved == 0 ? .refused : .partlyDone,
        "\(refused) of \(requeues.count) were not requeued; the entries stay in the failed list")
    }
  }

  private func report(_ requeues: [FailedRequeue]) {
    global.printer.list(
      requeues, empty: "nothing to do",
      columns: [
        .init(heading: "ID"), .init(heading: "MOVED", isNumber: true), .init(heading: "QUEUE"),
        .init(heading: "CLASS"), .init(heading: "NOTE"),
      ]
    ) { requeue in
      [
        requeue.failure.id.short, String(requeue.moved), Printable.line(requeue.failure.queue ?? "-", limit: 60),
        Printable.line(requeue.failure.className ?? "-", limit: 60), requeue.refusal ?? "",
      ]
    } json: { requeue, json in
      json.beginObject()
      json.field("id", requeue.failure.id.digits)
      json.field("moved", requeue.moved)
      json.field("queue", requeue.failure.queue)
      json.field("class", requeue.failure.className)
      json.field("refused", requeue.refusal)
      json.endObject()
    }
  }
}
