import ArgumentParser
import Lifeboat
import LifeboatInspector

struct FailedImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Put failed jobs back from a file.",
    discussion: """
      The whole file is checked before anything is written: every line must be as `lifeboat failed export`, or `lifeboat failed rm`, wrote it, for this kind of app. A list's entries are put behind those that it has, in the file's order; a sorted set's get their scores, and one that is there already is left alone. What Sidekiq's dead set has no room for goes to Lifeboat's overflow.

      The same file is put back once: for a day its repeat adds nothing, and after a crash or Ctrl-C it goes on where it stopped. --again puts it back once more.

      Example:
        lifeboat failed import failures.jsonl
        grep '"class":"Mail"' failures.jsonl | lifeboat failed import - --yes
      """)

  @Argument(help: "The file; - is standard input.")
  var file: String

  @Flag(help: "Put a file back that was put back before; a list then has its entries twice.")
  var again = false

  @OptionGroup var confirmation: Confirmation
  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let app = try await global.app()
    let reader = try LineReader(path: file, rereads: true)
    var lines = ImportFile(reader, operations: try await app.operations.list()) { line throws(FailureLineFault) in
      try app.dialect.importTarget(of: line)
    }
    var preview = ChangePreview()
    let contents = try checked(&lines, reader.name) { entry in
      guard confirmation.dryRun else { return }
      preview.add(app.dialect.record(entry.stored).className ?? "(malformed)", sample: entry.stored.bytes)
    }
    let change = "put back \(JobCount.text(contents.count, "failure")) from \(reader.name)"
    if confirmation.dryRun { return preview.show(change, on: global.printer) }
    var run = FailureImport(digest: contents.digest, connection: app.connection, dialect: app.dialect)
    let before = try await run.begin(last: contents.lastLine, again: again)
    if contents.count > 0, before < contents.lastLine { try confirmation.confirm(change, count: contents.count) }
    try await put(&lines, contents, by: &run)
    report(run.counts, contents, before: before)
  }

  private func checked(
    _ lines: inout ImportFile, _ name: String, _ visit: (ImportFile.Entry) throws -> Void
  ) throws -> ImportFile.Contents {
    do {
      return try lines.check(visit)
    } catch let error as CommandFailed {
      throw CommandFailed(error.exit, "\(error); nothing was put back")
    }
  }

  private func put(
    _ lines: inout ImportFile, _ contents: ImportFile.Contents, by run: inout FailureImport
  ) async throws {
    let interruption = Interruption()
    interruption.begin("interrupted within a step; the same command goes on where it stopped")
    var progress = ProgressLine()
    defer { progress.clear() }
    let before = run.position
    var batch: [(target: ImportTarget, stored: StoredFailure)] = []
    var (bytes, latest) = (0, before)
    while true {
      let entry = try lines.next()
      if let entry, entry.line <= before { continue }
      let isFull = batch.count >= FailureImport.mostInStep || bytes >= FailureImport.mostBytesInStep
      if isFull || (entry == nil && run.position < contents.lastLine) {
        // Behind the last entry there may be lines that have none.
        try await step(&run, batch, through: entry == nil ? contents.lastLine : latest)
        progress.show("put back \(run.counts.total.grouped) of \(JobCount.text(contents.count, "failure")) …")
        (batch, bytes) = ([], 0)
        if entry != nil, interruption.isRequested {
          throw CommandFailed(
            .interrupted,
            "interrupted; \(run.counts.total.grouped) of \(contents.count.grouped) were put back, and the"
              + " same command goes on from there")
        }
      }
      guard let entry else { return }
      batch.append((entry.target, entry.stored))
      bytes += entry.stored.bytes.count
      latest = entry.line
    }
  }

  private func step(
    _ run: inout FailureImport, _ batch: [(target: ImportTarget, stored: StoredFailure)], through line: Int
  ) async throws {
    do {
      try await run.put(batch, through: line)
    } catch {
      guard run.counts.total > 0 else { throw error }
      throw CommandFailed(
        .partlyDone,
        "\(error); \(run.counts.total.grouped) were certainly put back, and the same command goes on from there")
    }
  }

  private func report(_ counts: FailureImport.Counts, _ contents: ImportFile.Contents, before: Int) {
    var parts = ["put back \(JobCount.text(counts.added + counts.overflowed, "failure"))"]
    if counts.overflowed > 0 { parts.append("\(counts.overflowed.grouped) of them into the overflow") }
    if counts.present > 0 { parts.append("\(counts.present.grouped) were there already") }
    if contents.kept > 0 { parts.append("\(contents.kept.grouped) of the file had never left Redis") }
    if contents.repeated > 0 { parts.append("\(contents.repeated.grouped) stood in the file twice") }
    if before >= contents.lastLine, before > 0 {
      parts = ["this file was put back before, and nothing was added; --again puts it back once more"]
    } else if before > 0 {
      parts.append("those of the first \(before.grouped) lines were put back before")
    }
    global.printer.one([parts.joined(separator: "; ")]) { json in
      json.beginObject()
      json.field("added", counts.added)
      json.field("overflowed", counts.overflowed)
      json.field("present", counts.present)
      json.field("repeated", contents.repeated)
      json.field("kept", contents.kept)
      json.field("lines_before", before)
      json.endObject()
    }
  }
}
