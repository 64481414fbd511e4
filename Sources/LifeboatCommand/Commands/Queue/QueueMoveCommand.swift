import ArgumentParser
import Lifeboat
import LifeboatInspector

struct QueueMoveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "move",
    abstract: "Move waiting jobs from one queue to the back of another.",
    discussion: """
      The jobs go from the front of the first queue to the back of the second, in their order. At any instant each lies in exactly one of the two: a crash loses and doubles none, and the same command moves the rest. Jobs that arrive meanwhile stay where they are. Ctrl-C stops between two steps and says how far it came.

      Example:
        lifeboat queue move mail slow_mail --limit 1000
      """)

  @Argument(help: "The queue to take from.")
  var source: String

  @Argument(help: "The queue to put into; it may be new.")
  var target: String

  @Option(help: "How many to move at most. (default: all that wait)")
  var limit: Int?

  @OptionGroup var confirmation: Confirmation
  @OptionGroup var global: GlobalOptions

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit: expected 1 or more, got \(limit)") }
    if target.isEmpty { throw ValidationError("the queue to put into needs a name, for example default") }
  }

  func run() async throws {
    let app = try await global.app()
    let (connection, dialect) = (app.connection, app.dialect)
    var move = try await QueueMove(
      from: source, to: target, limit: limit ?? .max, connection: connection, dialect: dialect)
    if move.left == 0 {
      let queues = try await app.queues.list()
      guard queues.contains(where: { $0.isQueue(source) }) else {
        throw CommandFailed.unknownQueue(source, among: queues)
      }
    }
    let total = move.left
    let change = "move \(JobCount.text(total)) from \(Printable.line(source, limit: 80)) to \(shownTarget)"
    if confirmation.dryRun {
      return try await preview(total, connection, dialect).show(change, on: global.printer)
    }
    try confirmation.confirm(change, count: total)
    try await run(&move, of: total)
    global.printer.one(["moved \(JobCount.text(move.moved)) to \(shownTarget)"]) { json in
      json.beginObject()
      json.field("from", source)
      json.field("to", target)
      json.field("moved", move.moved)
      json.endObject()
    }
  }

  private var shownTarget: String { Printable.line(target, limit: 80) }

  private func run(_ move: inout QueueMove, of total: Int) async throws {
    let interruption = Interruption()
    interruption.begin("interrupted within a step; `lifeboat queue ls` shows how many each queue has")
    var progress = ProgressLine()
    defer { progress.clear() }
    do {
      while try await move.step() {
        progress.show("moved \(move.moved) of \(total) …")
        if interruption.isRequested {
          progress.clear()
          throw CommandFailed(.interrupted, "interrupted; \(move.moved) of \(JobCount.text(total)) were moved")
        }
      }
    } catch let error as InspectorError {
      progress.clear()
      throw CommandFailed(
        move.moved == 0 ? error.exit : .partlyDone,
        "\(error); \(move.moved) of \(JobCount.text(total)) were certainly moved, the others lie in one of the two")
    }
  }

  /// The jobs at the front, which are those that would be moved.
  private func preview(
    _ count: Int, _ connection: RedisConnection, _ dialect: any InspectorDialect
  ) async throws -> ChangePreview {
    var preview = ChangePreview()
    var walk = ListWalk(key: dialect.keys.queue(source), frontIsTail: dialect.front == .tail)
    while let window = try await walk.next(on: connection) {
      for job in window where job.position < count { preview.add(job.bytes, dialect) }
    }
    return preview
  }
}
