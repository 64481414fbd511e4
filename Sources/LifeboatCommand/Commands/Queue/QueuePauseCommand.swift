import ArgumentParser
import Lifeboat
import LifeboatInspector

struct QueuePauseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pause",
    abstract: "Let jobs wait: in some queues, or in all.",
    discussion: """
      A queue that is paused by name is honoured by Lifeboat's workers and by Sidekiq Pro; other Ruby workers go on taking from it. With --all, Resque's workers of both languages pause (Ruby's from Resque 2.3 on), of Sidekiq's only Lifeboat's. Jobs that run are not touched, and enqueueing goes on.

      A name that no queue has yet is paused for when the queue comes; you are told.

      Example:
        lifeboat queue pause mail
        lifeboat queue pause --all
      """)

  @OptionGroup var choice: PauseChoice
  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let app = try await global.app()
    let (connection, dialect) = (app.connection, app.dialect)
    let pauses = QueuePauses(connection: connection, dialect: dialect)
    guard !choice.all else {
      try await pauses.pauseAll()
      return choice.report(
        paused: true, ["paused: \(dialect.pauseReach.all)"], on: global.printer)
    }
    let known = try await app.queues.list()
    try await pauses.pause(choice.queues)
    for queue in choice.queues where !known.contains(where: { $0.isQueue(queue) }) {
      let hint = known.nearest(to: queue).map { "; did you mean \(Printable.line($0, limit: 80))?" } ?? ""
      Terminal.note("note: there is no queue \(Printable.line(queue, limit: 80)) yet\(hint)\n")
    }
    choice.report(
      paused: true, ["paused: \(choice.shownQueues) (\(dialect.pauseReach.queues))"],
      on: global.printer)
  }
}
