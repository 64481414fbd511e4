import Lifeboat
import LifeboatInspector

/// Does an operation's steps, at its rate, until it is over.
///
/// Between two steps Ctrl-C pauses it. While Redis is away the driver waits, for as long as it takes.
struct OperationDriver {
  private let app: InspectedApp
  private var record: OperationRecord
  private var run: OperationRun
  private var sample: SampleWatch
  private var bar: ProgressBar
  private var pace: Pace?
  private let interruption = Interruption()
  private var backoff = ReconnectBackoff(cap: .seconds(5))
  private var isAway = false
  /// How many entries the present phase has to do with.
  private var total: (phase: OperationState, count: Int)?

  /// How often somebody who waits looks whether it was interrupted.
  private static let glance = Duration.milliseconds(100)
  /// How many entries a step deals with: so many that a person who wants to stop it need not wait.
  private static let mostInStep = 20_000

  /// - Parameters:
  ///   - record: an operation that this program holds.
  ///   - rate: jobs a second at most, where it is another than the operation's own.
  ///   - patience: how long a sample is waited for.
  ///   - treatment: what is done with each entry; that of the operation's kind unless given.
  init(
    _ record: OperationRecord, in app: InspectedApp, rate: Double? = nil,
    patience: Duration = CanaryFlags.usualPatience, treatment: (any EntryTreatment)? = nil, printer: Printer
  ) {
    self.record = record
    self.app = app
    run = app.operations.run(record, treatment: treatment)
    sample = SampleWatch(app, patience: patience)
    bar = ProgressBar(operation: record.id, printer: printer)
    pace = (rate ?? record.rate).map { Pace(rate: $0, at: .now) }
  }

  /// Goes on until it is over.
  ///
  /// - Returns: the operation as it ended.
  /// - Throws: ``CommandFailed`` when it was interrupted, another program has it now, or Redis refuses a step; with what was
  ///   done and how to go on.
  mutating func drive() async throws -> OperationRecord {
    interruption.begin("interrupted within a step; operation \(record.id) stands still: \(record.remedy)")
    defer { bar.clear() }
    while !record.isOver {
      if interruption.isRequested { throw await stopped(.interrupted) }
      let most = allowance()
      guard most > 0 else {
        await rest(for: pace?.wait(at: .now) ?? .zero)
        continue
      }
      do throws(InspectorError) {
        if record.state == .watching { await rest(for: try await sample.look(at: record, run, &bar)) }
        let before = record.counts.done
        record = try await run.step(atMost: most)
        pace?.spend(record.counts.done - before)
        try await measure()
        isAway = false
        backoff.reset()
      } catch {
        try await endure(error)
      }
      if sample.isUnclear { throw await stopped(.partlyDone, because: sample.sentence) }
      show()
    }
    return record
  }

  /// How many entries the next step may deal with. Only what sends jobs has a pace.
  private mutating func allowance() -> Int {
    guard let allowance = pace?.allowance(at: .now) else { return Self.mostInStep }
    return switch record.state {
    case .sending: min(Self.mostInStep, allowance)
    // The verdict on the sample may let this very step send.
    case .watching: 1
    default: Self.mostInStep
    }
  }

  /// Waits, unless somebody interrupts it.
  private func rest(for length: Duration) async {
    let end = ContinuousClock.now + length
    while !interruption.isRequested {
      let left = ContinuousClock.now.duration(to: end)
      guard left > .zero else { return }
      // A sleep that was cut short is looked at again.
      try? await Task.sleep(for: min(left, Self.glance))
    }
  }

  /// Finds out how many entries the phase has to do with, when it begins.
  private mutating func measure() async throws(InspectorError) {
    guard total?.phase != record.state else { return }
    let counts = record.counts
    switch record.state {
    case .claiming: total = (.claiming, counts.looked + (try await run.remaining().unsorted))
    case .undoing, .undone: total = (record.state, counts.claimed)
    default: total = (record.state, counts.claimed - counts.returned)
    }
  }

  /// Waits for a Redis that is away; anything else ends the work here.
  private mutating func endure(_ error: InspectorError) async throws {
    switch error {
    case .operationLost:
      bar.clear()
      throw CommandFailed(.partlyDone, "\(error); until then: \(record.totals)")
    case .redis(let cause) where cause.isTransient:
      if !isAway { bar.note("\(cause); waiting for it, Ctrl-C stops") }
      isAway = true
      var generator = SystemRandomNumberGenerator()
      await rest(for: max(Self.glance, backoff.next(using: &generator)))
    default: throw await stopped(record.counts.done == 0 ? error.exit : .partlyDone, because: "\(error)")
    }
  }

  /// The end of a program that does not go on. The operation is paused, so that others see that nobody is at work on it.
  private mutating func stopped(_ exit: AppExit, because reason: String? = nil) async -> CommandFailed {
    bar.clear()
    let before = reason.map { $0 + "; " } ?? ""
    let standing: String
    do throws(InspectorError) {
      try await run.pause()
      standing = "operation \(record.id) is paused"
    } catch {
      standing = "operation \(record.id) stands still, though Redis could not be told so (\(error))"
    }
    return CommandFailed(exit, "\(before)\(standing): \(record.totals); \(record.remedy)")
  }

  private mutating func show() {
    let counts = record.counts
    let (work, done) =
      switch record.state {
      case .claiming: ("claim", counts.looked)
      case .undoing, .undone: ("undo", counts.undone + counts.returned)
      default: (record.kind.verb, counts.done)
      }
    guard record.state != .watching else { return }
    bar.show(ProgressCount(work: work, done: done, total: total?.phase == record.state ? total?.count : nil))
  }
}
