import ArgumentParser
import Lifeboat

/// Which queues to pause or resume.
struct PauseChoice: ParsableArguments {
  @Argument(help: "The queues' names, as they are; a * is no pattern here.")
  var queues: [String] = []

  @Flag(help: "All workers, instead of single queues: of both languages with Resque, Lifeboat's with Sidekiq.")
  var all = false

  func validate() throws {
    if queues.isEmpty && !all { throw ValidationError("which queues? name them, or give --all") }
    if !queues.isEmpty && all { throw ValidationError("name queues or give --all, not both") }
    if queues.contains("") { throw ValidationError("a queue needs a name, for example default") }
  }

  /// The names for a sentence.
  var shownQueues: String {
    queues.map { Printable.line($0, limit: 80) }.joined(separator: ", ")
  }

  /// Says what holds now.
  func report(paused: Bool, _ sentences: [String], on printer: Printer) {
    printer.one(sentences) { json in
      json.beginObject()
      json.field("paused", paused)
      json.field("all", all)
      json.field("queues", queues)
      json.endObject()
    }
  }
}
