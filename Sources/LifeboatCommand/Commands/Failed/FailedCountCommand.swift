import ArgumentParser
import Lifeboat
import LifeboatInspector

struct FailedCountCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "count",
    abstract: "Count failed jobs, by what they have in common.",
    discussion: """
      Example:
        lifeboat failed count
        lifeboat failed count --by class
        lifeboat failed count --by day -o json
        lifeboat failed count --set retry

      Without --by each set is counted. A fingerprint stands for the class, the error, its message without what differs each time (numbers, ids, quoted texts), and the first frame of its backtrace. Days are those of the machine's time zone in tables and of UTC in JSON.
      """)

  @Option(help: "Count the failures of each class, error, queue, day or fingerprint.")
  var by: FailureGrouping?

  @OptionGroup(title: "Failures") var failures: FailureSetFlags
  @OptionGroup var global: GlobalOptions

  func run() async throws {
    guard let by else { return show(try await failures.store(global).sets()) }
    let app = try await global.app()
    let pass = FailurePass(try await failures.store(of: app).places(), dialect: app.dialect, on: app.connection)
    let isLocal = global.output == .table
    var tally = FailureTally()
    try await pass.forEach { record in
      tally.add(by.group(of: record) { isLocal ? LocalClock.secondsEast(at: $0) : 0 })
      return true
    }
    GroupView(by).show(tally, on: global.printer)
  }

  private func show(_ sets: [FailureSet]) {
    global.printer.one(lines(sets)) { json in
      json.beginObject()
      json.field("count", sets.reduce(0) { $0 + $1.count })
      json.key("sets")
      json.beginArray()
      for set in sets {
        json.beginObject()
        json.field("name", set.name)
        json.field("count", set.count)
        json.endObject()
      }
      json.endArray()
      json.endObject()
    }
  }

  private func lines(_ sets: [FailureSet]) -> [String] {
    guard !sets.isEmpty else { return ["no failed jobs"] }
    var table = Table([.init(heading: "SET"), .init(heading: "COUNT", isNumber: true)])
    for set in sets { table.add([Printable.line(set.name, limit: 60), String(set.count)]) }
    return table.lines(width: .max, isColoured: global.printer.isColoured)
  }
}

extension FailureGrouping: ExpressibleByArgument {}
