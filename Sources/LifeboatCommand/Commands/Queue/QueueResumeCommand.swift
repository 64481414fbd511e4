import ArgumentParser
import Lifeboat
import LifeboatInspector

struct QueueResumeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume",
    abstract: "End a pause: of some queues, or of all workers.",
    discussion: """
      --all ends what `queue pause --all` began, and nothing else: queues that are paused by name stay so, and are named.

      Example:
        lifeboat queue resume mail
        lifeboat queue resume --all
      """)

  @OptionGroup var choice: PauseChoice
  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let app = try await global.app()
    let pauses = QueuePauses(connection: app.connection, dialect: app.dialect)
    guard !choice.all else {
      try await pauses.resumeAll()
      return choice.report(paused: false, ["resumed: all workers"] + (await stillPaused(pauses)), on: global.printer)
    }
    let paused = try await pauses.names()
    try await pauses.resume(choice.queues)
    let strangers = choice.queues.filter { queue in !paused.contains { $0.utf8.elementsEqual(queue.utf8) } }
    for queue in strangers {
      let near = NearNames.of(queue, among: paused, limit: 1).first
      let hint = near.map { "; did you mean \(Printable.line($0, limit: 80))?" } ?? ""
      Terminal.note("note: \(Printable.line(queue, limit: 80)) was not paused\(hint)\n")
    }
    let isAllPaused = try await pauses.isAllPaused()
    let more = isAllPaused ? ["all workers are still paused; `lifeboat queue resume --all` ends that"] : []
    let resumed = strangers.count == choice.queues.count ? ["nothing to resume"] : ["resumed: \(choice.shownQueues)"]
    choice.report(paused: false, resumed + more, on: global.printer)
  }

  /// The queues that stay paused; the workers go on whether or not these can be read.
  private func stillPaused(_ pauses: QueuePauses) async -> [String] {
    do {
      let names = try await pauses.names().map { Printable.line($0, limit: 80) }
      return names.isEmpty ? [] : ["still paused by name: \(names.joined(separator: ", "))"]
    } catch {
      Terminal.note("note: which queues are paused by name is not known: \(error)\n")
      return []
    }
  }
}
