import Lifeboat
import LifeboatInspector

/// Waits for the verdict on an operation's sample, and acts on it.
struct SampleWatch {
  private let app: InspectedApp
  private let patience: Duration
  private var watch: CanaryWatch?
  private var trial: CanaryTrial?
  /// Whether time was up before there was a verdict.
  private(set) var isUnclear = false

  /// How long to wait between two looks at least; a look at long queues takes its time, and waits as long again.
  private static let pause = Duration.seconds(1)

  init(_ app: InspectedApp, patience: Duration) {
    self.app = app
    self.patience = patience
  }

  /// Looks once, and lets the rest go on or go back when that is decided.
  ///
  /// - Returns: how long to wait before the next look.
  mutating func look(
    at record: OperationRecord, _ run: OperationRun, _ bar: inout ProgressBar
  ) async throws(InspectorError) -> Duration {
    let start = ContinuousClock.now
    var watch: CanaryWatch
    if let known = self.watch {
      watch = known
    } else {
      watch = try await CanaryWatch(record, patience: patience, on: app.connection, dialect: app.dialect)
      bar.note("canary: \(JobCount.text(watch.count)) sent; waiting for what becomes of them")
    }
    let trial = try await watch.look()
    self.watch = watch
    self.trial = trial
    bar.show(ProgressCount(work: "canary", done: trial.succeeded, total: trial.count))
    switch trial.verdict(at: .now) {
    case .undecided: return max(Self.pause, start.duration(to: .now))
    case .unclear: isUnclear = true
    case .passed:
      try await run.goOn()
      bar.note("\(sentence); the rest follows")
    case .failed:
      try await run.giveUp()
      bar.note("\(sentence); the rest goes back")
    }
    return .zero
  }

  /// What is known of the sample.
  var sentence: String {
    guard let trial else { return "canary: nothing is known" }
    let open = trial.count - trial.succeeded - trial.failed
    return "canary: \(trial.succeeded.grouped) of \(trial.count.grouped) succeeded (\(trial.needed.grouped) needed), "
      + "\(trial.failed.grouped) failed" + (open > 0 ? ", \(open.grouped) not known" : "")
  }
}
