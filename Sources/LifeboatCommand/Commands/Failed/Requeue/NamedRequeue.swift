import Lifeboat
import LifeboatInspector

/// Sends failures back that somebody named one by one, and says what became of each.
struct NamedRequeue {
  private let selected: SelectedFailures
  private let plan: OperationPlan
  private let printer: Printer

  init(_ selected: SelectedFailures, plan: OperationPlan, printer: Printer) {
    self.selected = selected
    self.plan = plan
    self.printer = printer
  }

  /// Does it.
  func run() async throws {
    // Everything is found before anything moves: one wrong id changes nothing.
    var seen: Set<String> = []
    let found = try await selected.store.find(selected.selection.ids ?? [])
      .filter { seen.insert($0[0].id.digits).inserted }
    var requeues = found.map { FailedRequeue($0) }
    let trouble = try await operate(found, &requeues)
    let moved = requeues.reduce(0) { $0 + $1.moved }
    if let trouble, moved == 0 { throw trouble }
    report(requeues)
    if let trouble { throw CommandFailed(.partlyDone, "\(moved) moved, then it stopped: \(trouble)") }
    let refused = requeues.count { $0.refusal != nil }
    if refused > 0 {
      throw CommandFailed(
        moved == 0 ? .refused : .partlyDone,
        "\(refused) of \(requeues.count) were not requeued; the entries stay in the failed list")
    }
  }

  /// As operations, unless there is nothing that could be moved.
  ///
  /// - Returns: why it stopped.
  private func operate(_ found: [[Failure]], _ requeues: inout [FailedRequeue]) async throws -> (any Error)? {
    var log: [FailureID: [JournalRecord]] = [:]
    var trouble: (any Error)?
    for places in try await rounds(for: found) where trouble == nil {
      let operations = selected.app.operations
      var plan = plan
      plan.places = places
      let record = try await operations.begin(plan)
      Terminal.note(record.introduction)
      var driver = OperationDriver(record, in: selected.app, printer: printer)
      do { _ = try await driver.drive() } catch { trouble = error }
      do {
        log.merge(try await journal(of: record.id, operations)) { $0 + $1 }
      } catch {
        throw trouble ?? error
      }
    }
    for (index, copies) in found.enumerated() {
      let sent = log[copies[0].id] ?? []
      for (number, failure) in copies.enumerated() {
        requeues[index].add(number < sent.count ? Self.outcome(of: sent[number]) : outcome(of: failure))
      }
    }
    return trouble
  }

  /// The sets from which each operation takes. Where an app keeps each failure in two lists every list has its own: somebody may have
  /// named both records of one, and the second leaves with the first.
  private func rounds(for found: [[Failure]]) async throws(InspectorError) -> [[FailurePlace]] {
    guard found.joined().contains(where: { outcome(of: $0) == .gone }) else { return [] }
    guard try await selected.app.dialect.keepsTwins(on: selected.app.connection) else { return [plan.places] }
    var rounds: [[FailurePlace]] = []
    for failure in found.joined() {
      guard let place = selected.app.dialect.failurePlace(named: failure.set), !rounds.contains([place]) else {
        continue
      }
      rounds.append([place])
    }
    return rounds
  }

  private func journal(
    of id: String, _ operations: Operations
  ) async throws(InspectorError) -> [FailureID: [JournalRecord]] {
    var log: [FailureID: [JournalRecord]] = [:]
    var latest: String?
    while true {
      let records = try await operations.journal(id, after: latest)
      guard let last = records.last else { return log }
      latest = last.position
      for record in records { log[record.id, default: []].append(record) }
    }
  }

  private static func outcome(of record: JournalRecord) -> RequeueOutcome {
    switch record.event {
    case .refused: .blocked(by: record.reason ?? "it cannot go back")
    case .gone: .gone
    default: .moved
    }
  }

  /// What becomes of a failure that no operation moves: gone, where nothing is against moving it.
  private func outcome(of failure: Failure) -> RequeueOutcome {
    if let obstacle = failure.obstacle { return .blocked(by: obstacle) }
    if let time = failure.retriedAt?.text, !plan.selection.retried, failure.retries == nil { return .retried(at: time) }
    return .gone
  }

  private func report(_ requeues: [FailedRequeue]) {
    printer.list(
      requeues, empty: "nothing to do",
      columns: [
        .init(heading: "ID"), .init(heading: "MOVED", isNumber: true), .init(heading: "QUEUE"),
        .init(heading: "CLASS"), .init(heading: "NOTE"),
      ]
    ) { requeue in
      [
        requeue.failure.id.short, String(requeue.moved),
        Printable.line(plan.change.queue ?? requeue.failure.queue ?? "-", limit: 60),
        Printable.line(requeue.failure.className ?? "-", limit: 60), requeue.refusal ?? "",
      ]
    } json: { requeue, json in
      json.beginObject()
      json.field("id", requeue.failure.id.digits)
      json.field("moved", requeue.moved)
      json.field("queue", plan.change.queue ?? requeue.failure.queue)
      json.field("class", requeue.failure.className)
      json.field("refused", requeue.refusal)
      json.endObject()
    }
  }
}
