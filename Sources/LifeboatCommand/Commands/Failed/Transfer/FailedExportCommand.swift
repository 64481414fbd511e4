import ArgumentParser
import Lifeboat
import LifeboatInspector

struct FailedExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Copy failed jobs to a file.",
    discussion: """
      Writes one JSON object a line: the entry's exact bytes with their SHA-256, its set and score, and what people search for. Each line stands for itself, so that files may be put together and lines left out. A list's entries come oldest first, the order in which `lifeboat failed import` puts them back. Nothing is changed in Redis; what Ruby has requeued and kept is left out unless --retried.

      A file can be read by you alone. It appears when it is whole, and replaces none without --force.

      Example:
        lifeboat failed export failures.jsonl --class Mail --since 2h
        lifeboat failed export | jq -r .class | sort | uniq -c
      """)

  @Argument(help: "The file; - is standard output, and the default.")
  var file = "-"

  @Flag(help: "Replace a file that is there already.")
  var force = false

  @Option(help: ArgumentHelp("How many at most, the newest.", valueName: "count"))
  var limit: Int?

  @OptionGroup(title: "Failures") var selection: SelectionFlags
  @OptionGroup var global: GlobalOptions

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit should be at least 1, got \(limit)") }
  }

  func run() async throws {
    let selected = try await selection.resolved(global, limit: limit)
    let (app, filter) = (selected.app, selected.filter)
    let export = FailureExport(selected.places, limit: limit, connection: app.connection, dialect: app.dialect) {
      (record) throws(InspectorError) in try filter.matches(record)
    }
    if file == "-" {
      _ = try await write(export, app) { Terminal.write($0) }
    } else {
      let output = try OutputFile(file, replaces: force)
      let interruption = Interruption()
      interruption.begin("interrupted")
      let count = try await write(export, app) { lines in
        if interruption.isRequested { throw CommandFailed(.interrupted, "interrupted; \(output.name) was not written") }
        try output.write(lines)
      }
      try output.finish()
      report(count, output.name)
    }
  }

  /// Hands all lines on, some at a time.
  ///
  /// - Returns: how many there were.
  private func write(
    _ export: FailureExport, _ app: InspectedApp, to output: ([UInt8]) throws -> Void
  ) async throws -> Int {
    var export = export
    var count = 0
    var progress = ProgressLine()
    defer { progress.clear() }
    while let records = try await export.next() {
      var lines: [UInt8] = []
      for record in records {
        lines += FailureLine(dialect: app.dialect.name, stored: record.stored).encode(record)
        lines.append(UInt8(ascii: "\n"))
      }
      try output(lines)
      count += records.count
      progress.show("exported \(JobCount.text(count)) …")
    }
    return count
  }

  private func report(_ count: Int, _ name: String) {
    global.printer.one(["exported \(JobCount.text(count)) to \(name)"]) { json in
      json.beginObject()
      json.field("exported", count)
      json.field("file", file)
      json.endObject()
    }
  }
}
