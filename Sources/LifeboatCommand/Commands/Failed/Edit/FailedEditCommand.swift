import ArgumentParser
import Lifeboat
import LifeboatInspector

struct FailedEditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "edit",
    abstract: "Edit a failed job in your editor.",
    discussion: """
      Opens the job's JSON in $VISUAL, or $EDITOR, or vi. What you save is checked, shown and asked about; then it takes the entry's place at once, with its time or position. Bytes that mean the same as before stay as they are, whatever the editor made of spacing. The job stays among the failures: requeue sends it back. It gets a new id, which is printed.

      The editor is started without a shell: its words are split at spaces, and quotes keep them together. Has somebody changed or taken the entry meanwhile, nothing is changed and the edited text is kept in its file. Without a terminal an editor that works by itself and --yes are needed.

      Example:
        lifeboat failed edit 3f9a2c
        EDITOR='code --wait' lifeboat failed edit 3f9a2c
        EDITOR='sed -i s/nl/en/' lifeboat failed edit 3f9a2c --yes
      """)

  @Argument(help: "The id, or its first digits.")
  var id: String

  @OptionGroup var confirmation: Confirmation
  @OptionGroup(title: "Failures") var failures: FailureSetFlags
  @OptionGroup var global: GlobalOptions

  func run() async throws {
    guard Terminal.canAsk || confirmation.yes || confirmation.dryRun else {
      throw CommandFailed(
        .refused, "there is no terminal to edit on; set EDITOR to a program that edits by itself, and give --yes")
    }
    let editor = try Editor.chosen()
    let app = try await global.app()
    let store = try failures.store(of: app)
    let found = try await store.find(id)
    let failure = try await store.completing(found[0])
    let job = try EditableJob(failure, dialect: app.dialect)
    let file = try EditedFile(job.text, name: failure.id.short)
    guard let edited = try await edit(job, in: file, with: editor) else {
      file.remove()
      return global.printer.text("nothing was changed")
    }
    try await replace(failure, with: edited, copies: found.count, in: app, file)
  }

  /// Lets the person edit until the job can be stored.
  ///
  /// - Returns: `nil` when the job is as it was.
  private func edit(_ job: EditableJob, in file: EditedFile, with editor: Editor) async throws -> [UInt8]? {
    while true {
      try await editor.edit(file)
      let text = try file.read()
      guard text != job.text else { return nil }
      do throws(EditableJob.Problem) {
        let edited = try job.edited(text)
        return edited == job.bytes ? nil : edited
      } catch {
        guard Terminal.canAsk, !confirmation.yes else { throw file.kept(.error, "\(error)") }
        Terminal.note("\(error)\nEdit again? [Y/n] ")
        let answer = readLine()?.lowercased().filter { !$0.isWhitespace }
        guard let answer, answer.isEmpty || answer == "y" || answer == "yes" else {
          throw file.kept(.refused, "nothing was changed")
        }
      }
    }
  }

  private func replace(
    _ failure: Failure, with job: [UInt8], copies: Int, in app: InspectedApp, _ file: EditedFile
  ) async throws {
    let difference = JobDifference(failure.job ?? [], job)
    if global.output == .table {
      global.printer.text(difference.lines(isColoured: global.printer.isColoured).joined(separator: "\n"))
    }
    if confirmation.dryRun {
      file.remove()
      return report(failure, nil, difference)
    }
    do { try confirmation.ask("change this failure") } catch let error as CommandFailed {
      throw file.kept(error.exit, error.description)
    }
    let changes = try changes(of: failure, to: job, app.dialect)
    switch try await FailureReplacement(on: app.connection, dialect: app.dialect).replace(changes) {
    case .replaced:
      file.remove()
      report(failure, FailureID(entry: changes[0].new, list: failure.set), difference)
      if copies > 1 { Terminal.note("note: \(copies - 1) equal to it stay as they are, under the old id\n") }
    case .gone: throw file.kept(.error, "somebody changed or took the failure meanwhile; nothing was changed")
    case .taken: throw file.kept(.error, "there is a failure like the edited one already; nothing was changed")
    }
  }

  /// The entry's change, and that of its other record.
  private func changes(
    of failure: Failure, to job: [UInt8], _ dialect: any InspectorDialect
  ) throws -> [FailureReplacement.Change] {
    let records = [(failure.set, failure.bytes)] + (failure.twin.map { [($0.list, $0.bytes)] } ?? [])
    return try records.map { set, bytes in
      let record = dialect.record(StoredFailure(set: set, bytes: bytes))
      let entry = try dialect.entry(of: record, holding: job, queue: nil)
      return FailureReplacement.Change(set: set, old: bytes, new: entry)
    }
  }

  private func report(_ failure: Failure, _ new: FailureID?, _ difference: JobDifference) {
    global.printer.one([new.map { "changed; it is now \($0.short)" } ?? "nothing was changed"]) { json in
      json.beginObject()
      json.field("id", new?.digits)
      json.field("old_id", failure.id.digits)
      json.field("dry_run", confirmation.dryRun)
      json.key("differences")
      difference.json(&json)
      json.endObject()
    }
  }
}
