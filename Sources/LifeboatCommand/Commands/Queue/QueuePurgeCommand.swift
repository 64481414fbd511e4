import ArgumentParser
import Lifeboat
import LifeboatInspector

struct QueuePurgeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "purge",
    abstract: "Drop every job that waits in a queue, and the queue's name.",
    discussion: """
      The jobs are gone for good. No more are dropped than were counted: with jobs that came meanwhile the queue stays. Jobs that are in flight are not touched, nor is a pause of the queue. The name comes back with the next job.

      Example:
        lifeboat queue purge old_mail --dry-run
        lifeboat queue purge old_mail --yes
      """)

  @Argument(help: "The queue's name.")
  var queue: String

  @OptionGroup var confirmation: Confirmation
  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let app = try await global.app()
    let (connection, dialect) = (app.connection, app.dialect)
    let queues = try await app.queues.list()
    let length = try await app.queues.length(of: queue)
    guard length > 0 || queues.contains(where: { $0.isQueue(queue) }) else {
      throw CommandFailed.unknownQueue(queue, among: queues)
    }
    let name = Printable.line(queue, limit: 80)
    let change = "drop \(JobCount.text(length)) of \(name)"
    if confirmation.dryRun {
      var preview = ChangePreview()
      var walk = ListWalk(key: dialect.keys.queue(queue), frontIsTail: dialect.front == .tail)
      while let window = try await walk.next(on: connection) {
        for job in window { preview.add(job.bytes, dialect) }
      }
      return preview.show(change, on: global.printer)
    }
    try confirmation.confirm(change, count: length)
    let (dropped, left) = try await QueuePurge(connection: connection, dialect: dialect).run(queue, atMost: length)
    let rest = left == 0 ? " and the queue \(name)" : " of \(name); \(left) that came meanwhile stay"
    global.printer.one(["dropped \(JobCount.text(dropped))\(rest)"]) { json in
      json.beginObject()
      json.field("queue", queue)
      json.field("dropped", dropped)
      json.field("left", left)
      json.endObject()
    }
  }
}
