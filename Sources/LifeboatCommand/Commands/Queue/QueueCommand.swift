import ArgumentParser
import Lifeboat
import LifeboatInspector

struct QueueCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "queue",
    abstract: "Look at queues, and change them.",
    discussion: """
      Example:
        lifeboat queue ls
        lifeboat queue pause mail
      """,
    subcommands: [
      QueueListCommand.self, QueueShowCommand.self, QueuePauseCommand.self, QueueResumeCommand.self,
      QueueMoveCommand.self, QueuePurgeCommand.self,
    ])
}

struct QueueListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ls",
    abstract: "List the queues and how many jobs wait in each.",
    discussion: """
      PAUSED is about queues that were paused by name; `lifeboat status` says whether all workers are.

      Example:
        lifeboat queue ls -o json
      """,
    aliases: ["list"])

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let app = try await global.app()
    let view = QueueView(app.dialect)
    global.printer.list(
      try await app.queues.list(), empty: "no queues yet", columns: view.columns
    ) { queue in
      view.row(queue)
    } json: { queue, json in
      view.json(queue, &json)
    }
  }
}

struct QueueShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show the jobs at the front of a queue.",
    discussion: """
      Example:
        lifeboat queue show default --limit 5
      """)

  @Argument(help: "The queue's name.")
  var queue: String

  @OptionGroup var page: PageOptions
  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let reader = try await global.app().queues
    let jobs = try await reader.jobs(of: queue, offset: page.offset, limit: page.limit)
    if jobs.isEmpty {
      let queues = try await reader.list()
      if !queues.contains(where: { $0.isQueue(queue) }) { throw CommandFailed.unknownQueue(queue, among: queues) }
    }
    global.printer.list(
      jobs, empty: page.offset == 0 ? "the queue is empty" : "no jobs from position \(page.offset) on",
      columns: [.init(heading: "POSITION", isNumber: true), .init(heading: "CLASS"), .init(heading: "ARGUMENTS")]
    ) { job in
      switch job.record {
      case .success(let record):
        [
          String(job.position), ShownClass.text(record.className, isActiveJob: record.activeJob != nil),
          Printable.line(record.arguments?.bytes ?? [], limit: 200),
        ]
      case .failure:
        [String(job.position), "(malformed)", Printable.line(job.bytes, limit: 200)]
      }
    } json: { job, json in
      json.beginObject()
      json.field("position", job.position)
      switch job.record {
      case .success(let record):
        json.field("class", record.className)
        json.field("active_job", record.activeJob != nil)
        json.field("payload", json: record.bytes)
        json.field("error", nil as String?)
      case .failure(let error):
        json.field("class", nil as String?)
        json.field("active_job", false)
        json.field("payload", json: nil)
        json.field("error", error.description)
      }
      json.field("raw", String(decoding: job.bytes, as: UTF8.self))
      json.endObject()
    }
  }
}
