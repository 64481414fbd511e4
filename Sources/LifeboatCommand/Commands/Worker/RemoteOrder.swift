import Lifeboat
import LifeboatInspector

/// Gives an order to processes, waits for them if that is wanted, and says what came of it.
struct RemoteOrder {
  let order: WorkerRemote.Order
  /// What the order does, as an infinitive.
  let verb: String
  /// What a process is that has done it.
  let done: String

  private struct Result {
    let process: ProcessSummary
    var isTold = false
    var isDone = false
    var note = ""
  }

  /// Between two looks; a process looks for its orders every few seconds.
  private static let interval = Duration.milliseconds(250)

  func run(_ choice: RemoteChoice, _ global: GlobalOptions) async throws {
    let app = try await global.app()
    let remote = try app.dialect.remote(on: app.connection)
    let patience = try choice.patience()
    let picked = try choice.picked(from: try await remote.processes())
    let change = "\(verb) \(picked.count == 1 ? "1 process" : "\(picked.count) processes")"
    if choice.confirmation.dryRun {
      show(picked.map { Result(process: $0, note: "would be told") }, on: global.printer)
      return
    }
    try choice.confirmation.confirm(change, count: picked.count)
    var results: [Result] = []
    for process in picked {
      var result = Result(process: process)
      if process.process.isEmbedded {
        result.note = "it runs inside another program and does not listen"
      } else {
        try await remote.send(order, to: process)
        (result.isTold, result.note) = (true, "told; it listens at its next beat")
      }
      results.append(result)
    }
    if let patience { try await wait(&results, for: patience, remote) }
    show(results, on: global.printer)
    try judge(results, waited: patience != nil)
  }

  private func wait(_ results: inout [Result], for patience: Duration, _ remote: WorkerRemote) async throws {
    let end = ContinuousClock.now.advanced(by: patience)
    while true {
      let there = Dictionary(try await remote.processes().map { ($0.id, $0) }) { first, _ in first }
      for index in results.indices where results[index].isTold && !results[index].isDone {
        // A process that leaves has stopped, whatever it was told; one that was killed leaves its name behind.
        let process = there[results[index].process.id].flatMap { $0.process.hasInfo ? $0 : nil }
        guard process.map({ order == .quiet && $0.process.isQuiet }) ?? true else { continue }
        (results[index].isDone, results[index].note) = (true, process == nil ? "stopped" : done)
      }
      guard results.contains(where: { $0.isTold && !$0.isDone }), ContinuousClock.now < end else { return }
      try await Task.sleep(for: Self.interval)
    }
  }

  private func show(_ results: [Result], on printer: Printer) {
    printer.list(
      results, empty: "no processes are registered", columns: [.init(heading: "ID"), .init(heading: "DONE")]
    ) { result in
      [Printable.line(result.process.id, limit: 80), result.note]
    } json: { result, json in
      json.beginObject()
      json.field("id", result.process.id)
      json.field("told", result.isTold)
      json.field("done", result.isDone)
      json.field("note", result.note)
      json.endObject()
    }
  }

  private func judge(_ results: [Result], waited: Bool) throws {
    let failed = results.filter { !$0.isTold || (waited && !$0.isDone) }
    guard !failed.isEmpty else { return }
    let message =
      "\(failed.count) of \(results.count) \(failed.contains { !$0.isTold } ? "do not listen" : "are not \(done) yet")"
    throw CommandFailed(failed.count == results.count ? .refused : .partlyDone, message)
  }
}
