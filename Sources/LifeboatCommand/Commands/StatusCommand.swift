import ArgumentParser
import Lifeboat
import LifeboatInspector

struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show the totals, the queues and who works.",
    discussion: """
      Sidekiq's totals have Sidekiq's names where it has one; dead failures that are kept beside its dead set are the overflow.

      Example:
        lifeboat status
        lifeboat status -o json
      """)

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let app = try await global.app()
    let overview = try await Overview(connection: app.connection, dialect: app.dialect)
    let queues = QueueView(app.dialect)
    let pause = app.dialect.pauseReach.status
    let open = try await app.operations.list().filter { !$0.isOver }
    global.printer.one(lines(overview, queues, pause: pause) + open.map(Self.line)) {
      json(overview, open, queues, &$0)
    }
  }

  /// An operation that is not over holds failures that no set shows.
  private static func line(_ operation: OperationRecord) -> String {
    "operation \(operation.id), \(operation.shownState), holds"
      + " \(JobCount.text(operation.counts.waiting, "failure")); `lifeboat op show \(operation.id)`"
  }

  private func lines(_ overview: Overview, _ view: QueueView, pause: String) -> [String] {
    var totals = Table([Table.Column(heading: "JOBS"), Table.Column(heading: "COUNT", isNumber: true)])
    for total in overview.totals { totals.add([total.kind.words, String(total.count)]) }
    let isColoured = global.printer.isColoured
    var lines = totals.lines(width: .max, isColoured: isColoured)

    lines.append("")
    if overview.queues.isEmpty {
      lines.append("no queues yet")
    } else {
      var queues = Table(view.columns)
      for queue in overview.queues { queues.add(view.row(queue)) }
      lines += queues.lines(width: .max, isColoured: isColoured)
    }

    lines.append("")
    lines.append(overview.workers.sentence)
    if overview.isPaused { lines.append(pause) }
    return lines
  }

  private func json(
    _ overview: Overview, _ operations: [OperationRecord], _ view: QueueView, _ json: inout JSONWriter
  ) {
    json.beginObject()
    for total in overview.totals { json.field(total.kind.rawValue, total.count) }
    json.field("paused", overview.isPaused)
    for (name, count) in overview.workers.counts { json.field(name, count) }
    json.key("queues")
    json.beginArray()
    for queue in overview.queues { view.json(queue, &json) }
    json.endArray()
    json.key("operations")
    json.beginArray()
    for operation in operations { OperationView.json(operation, &json) }
    json.endArray()
    json.endObject()
  }
}
