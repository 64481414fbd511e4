import ArgumentParser
import Lifeboat
import LifeboatInspector

struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show the totals, the queues and who works.",
    discussion: """
      Example:
        lifeboat status
        lifeboat status -o json
      """)

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let overview = try await Overview(connection: try await global.connect(), dialect: try global.dialect)
    global.printer.one(lines(overview)) { json(overview, &$0) }
  }

  private func lines(_ overview: Overview) -> [String] {
    var totals = Table([Table.Column(heading: "JOBS"), Table.Column(heading: "COUNT", isNumber: true)])
    totals.add(["waiting", String(overview.waiting)])
    totals.add(["in flight", String(overview.inFlight)])
    totals.add(["snoozed", String(overview.snoozed)])
    totals.add(["delayed", String(overview.delayed)])
    totals.add(["failed", String(overview.failed)])
    totals.add(["processed ever", String(overview.processedEver)])
    totals.add(["failed ever", String(overview.failedEver)])
    let isColoured = global.printer.isColoured
    var lines = totals.lines(width: .max, isColoured: isColoured)

    lines.append("")
    if overview.queues.isEmpty {
      lines.append("no queues yet")
    } else {
      var queues = Table([
        Table.Column(heading: "QUEUE"), Table.Column(heading: "WAITING", isNumber: true),
        Table.Column(heading: "PAUSED"),
      ])
      for queue in overview.queues {
        queues.add([
          Printable.line(queue.name, limit: 60), queue.shownLength, queue.isPaused ? "paused" : "",
        ])
      }
      lines += queues.lines(width: .max, isColoured: isColoured)
    }

    let busy = overview.workers.count { $0.running != nil }
    lines.append("")
    lines.append("workers: \(overview.workers.count), \(busy) of them busy")
    if overview.isPaused { lines.append("all workers are paused (the key pause-all-workers is set)") }
    return lines
  }

  private func json(_ overview: Overview, _ json: inout JSONWriter) {
    json.beginObject()
    json.field("waiting", overview.waiting)
    json.field("in_flight", overview.inFlight)
    json.field("snoozed", overview.snoozed)
    json.field("delayed", overview.delayed)
    json.field("failed", overview.failed)
    json.field("processed_ever", overview.processedEver)
    json.field("failed_ever", overview.failedEver)
    json.field("paused", overview.isPaused)
    json.field("workers", overview.workers.count)
    json.field("workers_busy", overview.workers.count { $0.running != nil })
    json.key("queues")
    json.beginArray()
    for queue in overview.queues {
      json.beginObject()
      json.field("name", queue.name)
      json.field("waiting", queue.length)
      json.field("paused", queue.isPaused)
      json.endObject()
    }
    json.endArray()
    json.endObject()
  }
}
