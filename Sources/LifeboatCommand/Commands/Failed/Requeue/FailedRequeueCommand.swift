import ArgumentParser
import Lifeboat
import LifeboatInspector

struct FailedRequeueCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "requeue",
    abstract: "Send failed jobs back to work: some by their ids, or any number by what they have in common.",
    discussion: """
      It is an operation (see `lifeboat op`): stored first, then what is meant is claimed, then sent, the oldest first. At any instant each failure is in exactly one place: Ctrl-C pauses it, and after a crash `op resume` goes on; nothing is lost, nothing runs twice. `op undo` takes back what no worker has picked up. Failures that arrive meanwhile are not part of it.

      A job of Sidekiq's gets the next retry for free, as Ruby's retry by hand does; with --set retry it runs now instead of when it is due. What --in or --spread sends to a time to come waits there for whatever moves due jobs: Sidekiq's processes do, and Lifeboat's for it; of Resque a resque-scheduler, or a Lifeboat worker that moves delayed jobs. Where a Resque app keeps each failure in two lists, both entries leave.

      Exit codes: 4 some could not be sent, 5 nothing matched (with --require-match), 7 none could be sent, or nobody agreed, 130 paused.

      Example:
        lifeboat failed requeue 3f9a2c 81d07e
        lifeboat failed requeue --class SendInvoice --error Net::ReadTimeout --since 2h --dry-run
        lifeboat failed requeue --class SendInvoice --rate 200/s --note "INC-42"
        lifeboat failed requeue --message 'connection (reset|refused)' --canary 20 --need 95%
        lifeboat failed requeue --all --set retry --spread 10m --yes
      """)

  @Argument(help: "Ids, or their first digits; such failures are not asked about.")
  var ids: [String] = []

  @OptionGroup(title: "Selection") var selection: ChangedSelectionFlags
  @OptionGroup(title: "Requeue") var flags: RequeueFlags
  @OptionGroup(title: "Canary") var canary: CanaryFlags
  @OptionGroup var confirmation: Confirmation

  @Flag(help: "End with code 5 when nothing matches.")
  var requireMatch = false

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let selected = try await selection.resolved(global, ids: ids)
    guard !flags.keep || selected.app.dialect is ResqueDialect else {
      throw UsageError(
        "--keep marks entries as Resque's own requeue does; Sidekiq has no such mark, and would send them again")
    }
    var plan = OperationPlan(.requeue, of: selected.selection, in: selected.places, who: Operator.name)
    plan.change = flags.change
    plan.rate = flags.rate
    plan.note = flags.note
    if try isNamed, !confirmation.dryRun {
      return try await NamedRequeue(selected, plan: plan, printer: global.printer).run()
    }
    let isAsking = confirmation.dryRun || !confirmation.yes || canary.canary != nil
    let survey = try await RequeueSurvey(
      selected, change: flags.change, atMost: isAsking ? .max : RequeueSurvey.glance)
    plan.canary = canary.sample(of: survey.count)
    try await look(survey, selected.app)
    let change = "requeue \(JobCount.text(survey.count, "failure"))\(survey.destinations)"
    if confirmation.dryRun { survey.preview.show(change, on: global.printer) }
    guard survey.count > 0 else { return try nothing() }
    guard !confirmation.dryRun else { return }
    try confirmation.confirm(change, count: survey.count)
    let record = try await selected.app.operations.begin(plan)
    try judge(try await global.drive(record, in: selected.app, patience: canary.patience))
  }

  /// Whether ids alone say what is meant: as many as somebody has typed.
  private var isNamed: Bool {
    get throws {
      let filter = selection.selection
      return try !ids.isEmpty && filter.ids.isEmpty && filter.fromFile == nil && !filter.selection(at: .now).isNarrow
        && selection.limit == nil && canary.canary == nil
    }
  }

  /// Says what should be known before anybody agrees.
  ///
  /// - Throws: ``CommandFailed`` when a sample is asked for whose outcomes nobody could see.
  private func look(_ survey: RequeueSurvey, _ app: InspectedApp) async throws {
    let workers = try await ServingWorkers(dialect: app.dialect, on: app.connection)
    if canary.canary != nil, let doubt = CanaryDoubt.about(survey.queues.keys.sorted(), workers, app.dialect) {
      throw CommandFailed(.refused, "the outcomes of a sample cannot be seen: \(doubt); nothing was changed")
    }
    for sentence in survey.warnings(workers) { Terminal.note("warning: \(sentence)\n") }
    if let unmet = survey.unmet { UnmetNotes.show(unmet) }
  }

  private func nothing() throws {
    if requireMatch { throw CommandFailed(.nothingMatched, "no failure matches; nothing was changed") }
    guard !confirmation.dryRun else { return }
    global.printer.one(["no failure matches; nothing was changed"]) { json in
      json.beginObject()
      json.field("claimed", 0)
      json.field("done", 0)
      json.endObject()
    }
  }

  /// Ends with the code of an operation that did not do all that was meant.
  private func judge(_ record: OperationRecord) throws {
    if record.plan.canary != nil, !record.hasPassedCanary, record.counts.done > 0 {
      throw CommandFailed(.partlyDone, "the sample failed, and the rest was not sent")
    }
    guard record.counts.refused > 0 else { return }
    throw CommandFailed(
      record.counts.done == 0 ? .refused : .partlyDone,
      "\(JobCount.text(record.counts.refused, "failure")) cannot be sent; `lifeboat op log \(record.id)` says why")
  }
}
