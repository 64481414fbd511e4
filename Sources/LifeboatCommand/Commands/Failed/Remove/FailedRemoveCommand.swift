import ArgumentParser
import Lifeboat
import LifeboatInspector

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

struct FailedRemoveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rm",
    abstract: "Take failed jobs out of Redis, into a file.",
    discussion: """
      Entries are written to an archive, and are safe on its disk before they leave Redis: lifeboat-failed-ID.jsonl in the current folder unless told. `lifeboat failed import` puts them back. --purge keeps nothing.

      It is an operation (see `lifeboat op`): Ctrl-C pauses it, and after a crash `op resume` goes on, where the archive is; `op undo` gives back what was not removed yet. Failures that arrive meanwhile are not part of it.

      Example:
        lifeboat failed rm 3f9a2c 81d07e
        lifeboat failed rm --class OldReport --until 30d --archive old.jsonl
        lifeboat failed rm --malformed --purge --yes
      """,
    aliases: ["remove"])

  @Argument(help: "Ids, or their first digits.")
  var ids: [String] = []

  @OptionGroup(title: "Selection") var selection: ChangedSelectionFlags

  @Option(help: ArgumentHelp("The file to write them to; it must not be there yet.", valueName: "file"))
  var archive: String?

  @Flag(help: "Drop them: write no file.")
  var purge = false

  @Option(help: ArgumentHelp("What to remember about it.", valueName: "text"))
  var note: String?

  @OptionGroup var confirmation: Confirmation
  @OptionGroup var global: GlobalOptions

  func validate() throws {
    if purge, archive != nil { throw ValidationError("--purge writes no file: give it, or --archive, not both") }
    if archive == "" { throw ValidationError("--archive needs the name of a file") }
  }

  func run() async throws {
    let selected = try await selection.resolved(global, ids: ids)
    let folder = purge ? nil : try folder()
    let preview = try await survey(selected)
    let change = "\(purge ? "drop" : "remove") \(JobCount.text(preview.count, "failure"))"
    if confirmation.dryRun { return preview.show(change, on: global.printer) }
    guard preview.count > 0 else { return nothing() }
    try confirmation.confirm(change + (purge ? " for good" : ""), count: preview.count)
    let operations = selected.app.operations
    let record = try await operations.begin { id in
      var plan = OperationPlan(.remove, of: selected.selection, in: selected.places, who: Operator.name)
      plan.note = note
      plan.archive = folder.map { file(in: $0, id: id) }
      return plan
    }
    let treatment: (any EntryTreatment)?
    do { treatment = try record.treatment(in: selected.app, isNew: true) } catch {
      try await forget(record, operations)
      throw error
    }
    try await global.drive(record, in: selected.app, treatment: treatment)
  }

  /// Leaves nothing of an operation that has touched nothing.
  private func forget(_ record: OperationRecord, _ operations: Operations) async throws(InspectorError) {
    var run = operations.run(try await operations.takeBack(record.id))
    while !(try await run.step().isOver) {}
    try await operations.forget(record.id)
  }

  /// The folder that file names begin in, once the file that was named can be made there.
  private func folder() throws -> String {
    guard let current = getcwd(nil, 0) else {
      throw CommandFailed(.error, "the current folder is gone; name the archive with --archive")
    }
    defer { free(current) }
    let folder = String(cString: current)
    if let archive, access(file(in: folder, id: archive), F_OK) == 0 {
      throw CommandFailed(.refused, "\(Printable.line(archive, limit: 200)) is there already; name another archive")
    }
    return folder
  }

  private func file(in folder: String, id: String) -> String {
    guard let archive else { return "\(folder)/lifeboat-failed-\(id).jsonl" }
    return archive.hasPrefix("/") ? archive : "\(folder)/\(archive)"
  }

  /// What is meant, by one pass that changes nothing.
  private func survey(_ selected: SelectedFailures) async throws -> ChangePreview {
    var preview = ChangePreview()
    var scan = selected.scan
    let limit = selected.selection.limit ?? .max
    while preview.count < limit, let entries = try await scan.next() {
      for entry in entries where preview.count < limit {
        let record = selected.app.dialect.record(entry)
        guard try selected.filter.matches(record) else { continue }
        preview.add(record.className ?? "(malformed)", sample: entry.bytes)
      }
    }
    return preview
  }

  private func nothing() {
    global.printer.one(["no failure matches; nothing was changed"]) { json in
      json.beginObject()
      json.field("claimed", 0)
      json.field("done", 0)
      json.endObject()
    }
  }
}
