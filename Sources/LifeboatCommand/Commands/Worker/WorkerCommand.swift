import ArgumentParser
import Lifeboat
import LifeboatInspector

struct WorkerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "worker",
    abstract: "Look at workers, and end dead ones.",
    discussion: """
      Example:
        lifeboat worker ls
        lifeboat worker prune --dry-run
      """,
    subcommands: [WorkerListCommand.self, WorkerPruneCommand.self])
}

struct WorkerListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ls",
    abstract: "List the workers of both languages and what they run.",
    discussion: """
      A Lifeboat worker shows one line for each slot, as Ruby's tools see it.

      Example:
        lifeboat worker ls
      """,
    aliases: ["list"])

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let reader = WorkerReader(connection: try await global.connect(), dialect: try global.dialect)
    global.printer.list(
      try await reader.list(), empty: "no workers are registered",
      columns: [
        .init(heading: "HOST"), .init(heading: "PID", isNumber: true), .init(heading: "QUEUES"),
        .init(heading: "STARTED"), .init(heading: "HEARTBEAT"), .init(heading: "RUNNING"),
      ]
    ) { worker in
      [
        Printable.line(worker.host, limit: 60), worker.pid.map(String.init) ?? "-",
        Printable.line(worker.queues.joined(separator: ","), limit: 60), RelativeTime.text(worker.startedAt),
        RelativeTime.text(worker.heartbeatAt),
        worker.running.map {
          let since = Timestamp.parse($0.since)?.seconds
          return Printable.line("\($0.className) (\($0.queue)), began \(RelativeTime.text(since))", limit: 100)
        } ?? "idle",
      ]
    } json: { worker, json in
      json.beginObject()
      json.field("id", worker.id)
      json.field("host", worker.host)
      json.field("pid", worker.pid)
      json.field("queues", worker.queues)
      json.field("lifeboat", worker.isLifeboat)
      json.field("started_at", time: worker.startedAt)
      json.field("heartbeat_at", time: worker.heartbeatAt)
      json.key("running")
      if let running = worker.running {
        json.beginObject()
        json.field("class", running.className)
        json.field("queue", running.queue)
        json.field("since", running.since)
        json.endObject()
      } else {
        json.null()
      }
      json.endObject()
    }
  }
}
