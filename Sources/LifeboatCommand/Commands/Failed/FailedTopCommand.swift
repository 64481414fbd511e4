import ArgumentParser
import Lifeboat
import LifeboatInspector

struct FailedTopCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "top",
    abstract: "Show what most jobs fail of.",
    discussion: """
      Failures of one cause have one fingerprint: the same class and error, the same message but for numbers, ids and quoted texts, and the same first frame. Below each stands the message of one of the newest.

      Example:
        lifeboat failed top
        lifeboat failed top --since 2h --queue mail
        lifeboat failed top --watch --limit 5

      With --watch the causes are looked at again every two seconds until Ctrl-C: in place on a terminal, otherwise one block (with -o one object) after the other.
      """)

  @Option(help: "How many causes to show.")
  var limit = 10

  @Flag(help: "Look again every two seconds.")
  var watch = false

  @OptionGroup(title: "Failures") var flags: SelectionFlags
  @OptionGroup var global: GlobalOptions

  private static let interval = Duration.seconds(2)

  func validate() throws {
    if limit < 1 { throw ValidationError("--limit: expected 1 or more, got \(limit)") }
  }

  func run() async throws {
    let selected = try await flags.resolved(global)
    var screen = LiveLines()
    while true {
      // Sets appear and vanish while somebody watches.
      let pass = FailurePass(
        try await selected.store.places(), filter: selected.filter, dialect: selected.app.dialect,
        on: selected.app.connection)
      var tally = KindTally()
      let unmet = try await pass.forEach { record in
        tally.add(record)
        return true
      }
      let lines = try lines(tally)
      if watch && global.output == .table && Terminal.isTerminal {
        screen.draw(lines)
      } else {
        global.printer.one(lines + (watch ? [""] : [])) { KindView.json(tally, limit: limit, &$0) }
      }
      guard watch else { return UnmetNotes.show(unmet) }
      try await Task.sleep(for: Self.interval)
    }
  }

  private func lines(_ tally: KindTally) throws -> [String] {
    let width = Terminal.isTerminal ? Terminal.width : .max
    let head = watch ? ["\(JobCount.text(tally.count, "failure")), \(LocalClock.timeOfDay())", ""] : []
    return try head
      + KindView.lines(tally, nothing: flags.nothingMet, limit: limit, width: width, global.printer)
  }
}
