import ArgumentParser
import Lifeboat
import LifeboatInspector

struct OperationUndoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "undo",
    abstract: "Take an operation back: failures go back to their sets, byte for byte.",
    discussion: """
      What was not sent yet goes back to its set, in order. Jobs that were sent and not picked up are taken out of their queues, and their failures restored. Jobs that a worker has picked up stay picked up. In a list of Resque's, what comes back stands at its oldest end, in its own order. Ctrl-C pauses it.

      Example:
        lifeboat op undo k3f9
      """)

  @OptionGroup var choice: OperationChoice
  @OptionGroup var confirmation: Confirmation
  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let app = try await global.app()
    let (operations, found) = try await choice.find(app)
    guard found.state != .undone else { throw InspectorError.operationOver(found.id, found.state) }
    let change = Self.change(found)
    if confirmation.dryRun { return show(found, change) }
    try confirmation.confirm(change, count: found.counts.done + found.counts.waiting)
    try await global.drive(try await operations.takeBack(found.id), in: app)
  }

  private static func change(_ record: OperationRecord) -> String {
    let sent = record.counts.done - record.counts.undone
    var parts: [String] = []
    if record.counts.waiting > 0 {
      parts.append("give \(JobCount.text(record.counts.waiting, "failure")) back that nothing was done with")
    }
    // What was removed comes back from its archive alone.
    if sent > 0, record.kind != .remove {
      parts.append(
        record.kind == .requeue
          ? "take back what no worker has picked up of \(JobCount.text(sent)) that were sent"
          : "restore \(JobCount.text(sent, "failure")) that it \(record.kind.done)")
    }
    return parts.isEmpty ? "end operation \(record.id)" : parts.joined(separator: " and ")
  }

  private func show(_ record: OperationRecord, _ change: String) {
    global.printer.one(["would \(change); nothing was changed"]) { json in
      json.beginObject()
      json.field("dry_run", true)
      json.field("id", record.id)
      json.field("waiting", record.counts.waiting)
      json.field("done", record.counts.done)
      json.field("undone", record.counts.undone)
      json.endObject()
    }
  }
}
