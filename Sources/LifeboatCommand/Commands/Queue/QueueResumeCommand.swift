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
    let pauses = QueuePauses(connection: try await global.connect(), dialect: try global.dialect)
    let paused = try await pauses.names()
    if choice.all {
      try await pauses.resumeAll()
    } else {
      try await pauses.resume(choice.queues)
      for queue in choice.queues where !paused.contains(queue) {
        let near = NearNames.of(queue, among: paused, limit: 1).first
        let hint = near.map { "; did you mean \(Printable.line($0, limit: 80))?" } ?? ""
        Terminal.note("note: \(Printable.line(queue, limit: 80)) was not paused\(hint)\n")
      }
    }
    choice.report(paused: false, try await sentences(stillPaused: paused, pauses), on: global.printer)
  }

  private func sentences(stillPaused paused: [String], _ pauses: QueuePauses) async throws -> [String] {
    if choice.all {
      let names = paused.map { Printable.line($0, limit: 80) }.joined(separator: ", ")
      return ["resumed: all workers"] + (paused.isEmpty ? [] : ["still paused by name: \(names)"])
    }
    let isAllPaused = try await pauses.isAllPaused()
    return ["resumed: \(choice.shownQueues)"]
      + (isAllPaused ? ["all workers are still paused; `lifeboat queue resume --all` ends that"] : [])
  }
}
