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
        lifeboat failed count --by fingerprint --class Charge --since 2h
        lifeboat failed count --by day -o json
        lifeboat failed count --set retry

      Without --by each set is counted. A fingerprint stands for the class, the error, its message without what differs each time (numbers, ids, quoted texts), and the first frame of its backtrace. Days are those of the machine's time zone in tables and of UTC in JSON.
      """)

  @Option(help: "Count the failures of each class, error, queue, day or fingerprint.")
  var by: FailureGrouping?

  @OptionGroup(title: "Failures") var flags: SelectionFlags
  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let selected = try await flags.resolved(global)
    if let by { return try await show(selected, by: by) }
    guard try flags.isNarrow else {
      return try show(try await selected.store.sets().map { ($0.name, $0.count) })
    }
    var counts: [String: Int] = [:]
    let unmet = try await selected.pass.forEach { record in
      counts[record.stored.set, default: 0] += 1
      return true
    }
    try show(selected.places.compactMap { place in counts[place.name].map { (place.name, $0) } })
    UnmetNotes.show(unmet)
  }

  private func show(_ selected: SelectedFailures, by grouping: FailureGrouping) async throws {
    let isLocal = global.output == .table
    var tally = FailureTally()
    let unmet = try await selected.pass.forEach { record in
      tally.add(grouping.group(of: record) { isLocal ? LocalClock.secondsEast(at: $0) : 0 })
      return true
    }
    GroupView(grouping, nothing: try flags.nothingMet).show(tally, on: global.printer)
    UnmetNotes.show(unmet)
  }

  private func show(_ sets: [(name: String, count: Int)]) throws {
    let lines = try lines(sets)
    global.printer.one(lines) { json in
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

  private func lines(_ sets: [(name: String, count: Int)]) throws -> [String] {
    guard !sets.isEmpty else { return [try flags.nothingMet] }
    var table = Table([.init(heading: "SET"), .init(heading: "COUNT", isNumber: true)])
    for set in sets { table.add([Printable.line(set.name, limit: 60), String(set.count)]) }
    return table.lines(width: .max, isColoured: global.printer.isColoured)
  }
}

extension FailureGrouping: ExpressibleByArgument {}
