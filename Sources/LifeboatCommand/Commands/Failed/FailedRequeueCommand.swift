import ArgumentParser
import Lifeboat
import LifeboatInspector

struct FailedRequeueCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "requeue",
    abstract: "Move failed jobs back to their queues.",
    discussion: """
      A job enters its queue and its entry leaves the failed list or the set in one step: nothing is lost, nothing runs twice. Entries with equal bytes have one id and move together. Where a Resque app keeps each failure in two lists, both entries leave, whatever --failures says: it only narrows where the ids are looked for. A job of Sidekiq's gets the next retry for free, as Ruby's retry by hand does; with --set retry it runs now instead of when it is due.

      Example:
        lifeboat failed requeue 3f9a2c 81d07e
        lifeboat failed requeue 3f9a2c --set retry
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
