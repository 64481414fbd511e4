import ArgumentParser
import Lifeboat
import LifeboatInspector

struct FailedCountCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "count",
    abstract: "Count failed jobs.",
    discussion: """
      Example:
        lifeboat failed count
        lifeboat failed count --set retry -o json
      """)

  @OptionGroup(title: "Failures") var failures: FailureSetFlags
  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let sets = try await failures.store(global).sets()
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
