import ArgumentParser
import Lifeboat
import LifeboatInspector

struct FailedMapCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "map",
    abstract: "Rewrite failed jobs by rules: rename a class, change arguments, move to another queue.",
    discussion: """
      The failures stay failures and keep their times; only the bytes that the rules are about change. In a Resque list the rewritten ones come before the others, in their order. It is an operation (see `lifeboat op`): stored first, recorded, resumable, and `op undo` puts the old entries back.

      The file of rules:
        rules:
          - match: {class: SendMail, queue: [mail, slow]}   # both may be left out, or lists
            rename_class: Mail::Send
            set: {0: 42, "1.locale": en}                    # positions from 0, then keys
            default: {2: "x"}                               # only where nothing stands
            drop: [3, "1.debug"]
            move_queue: mailers

      Of an Active Job its own class and arguments are meant. Whether a rule fits goes by the job as it failed; all that fit are applied, in the order of the file. Within one, set comes first, then default, then drop, from the last place to the first. Values are those of YAML 1.2 (yes is a text), numbers keep their digits.

      Example:
        lifeboat failed map --rules rename.yml --class SendMail --dry-run
        lifeboat failed map --rules rename.yml --all --yes
        lifeboat failed requeue --class Mail::Send
      """)

  @Option(help: ArgumentHelp("The file of rules.", valueName: "file"))
  var rules: String

  @Option(help: ArgumentHelp("A word for the record, such as the incident's number.", valueName: "text"))
  var note: String?

  @OptionGroup(title: "Selection") var selection: ChangedSelectionFlags
  @OptionGroup var confirmation: Confirmation

  @Flag(help: "End with code 5 when nothing matches.")
  var requireMatch = false

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let file = try RulesFile.load(path: rules)
    let selected = try await selection.resolved(global)
    let survey = try await MapSurvey(selected, file: file, path: rules)
    for line in survey.idleRules { Terminal.note("note: the rule at \(line) fits no failure\n") }
    let change = "rewrite \(JobCount.text(survey.count, "failure"))"
    if confirmation.dryRun { survey.show(change, on: global.printer) }
    guard survey.count > 0 else { return try nothing() }
    guard !confirmation.dryRun else { return }
    try confirmation.confirm(change, count: survey.count)
    var plan = OperationPlan(.map, of: selected.selection, in: selected.places, who: Operator.name)
    plan.rules = Array(file.text.utf8)
    plan.note = note
    let record = try await global.drive(try await selected.app.operations.begin(plan), in: selected.app)
    guard record.counts.refused > 0 else { return }
    throw CommandFailed(
      record.counts.done == 0 ? .refused : .partlyDone,
      "\(JobCount.text(record.counts.refused, "failure")) cannot be rewritten; `lifeboat op log \(record.id)` says why")
  }

  private func nothing() throws {
    if requireMatch { throw CommandFailed(.nothingMatched, "no failure is changed by the rules") }
    guard !confirmation.dryRun else { return }
    global.printer.one(["no failure is changed by the rules"]) { json in
      json.beginObject()
      json.field("claimed", 0)
      json.field("done", 0)
      json.endObject()
    }
  }
}
