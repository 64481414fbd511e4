import ArgumentParser
import Lifeboat
import LifeboatInspector

struct OperationResumeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume",
    abstract: "Go on with an operation that was paused, or whose program died.",
    discussion: """
      It goes on where it was, at its own rate unless another is given. Nothing is sent twice: a program that still works on it, or begins to at the same time, stops at its next step.

      Example:
        lifeboat op resume k3f9
        lifeboat op resume k3f9 --rate 50/s
      """)

  @OptionGroup var choice: OperationChoice

  @Option(
    help: ArgumentHelp("How fast to go on, such as 200/s. (default: as it was begun)", valueName: "rate"),
    transform: { try RateText.parse($0) })
  var rate: Double?

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let app = try await global.app()
    let (operations, found) = try await choice.find(app)
    // Before it is taken up: where that cannot be done here, somebody else may be at work on it.
    let treatment = try found.treatment(in: app)
    try await global.drive(try await operations.take(found.id), in: app, rate: rate, treatment: treatment)
  }
}

extension GlobalOptions {
  /// Goes on with an operation to its end, and says what it came to.
  ///
  /// - Parameters:
  ///   - rate: jobs a second at most, where it is another than the operation's own.
  ///   - patience: how long a sample is waited for.
  ///   - treatment: what is done with each entry; as the record says unless given.
  /// - Returns: the operation as it ended.
  @discardableResult
  func drive(
    _ record: OperationRecord, in app: InspectedApp, rate: Double? = nil,
    patience: Duration = CanaryFlags.usualPatience, treatment: (any EntryTreatment)? = nil
  ) async throws -> OperationRecord {
    Terminal.note(record.introduction)
    var driver = OperationDriver(
      record, in: app, rate: rate, patience: patience,
      treatment: try treatment ?? record.treatment(in: app), printer: printer)
    let ended = try await driver.drive()
    printer.one(["operation \(ended.id) is \(ended.state.rawValue): \(ended.totals)"]) {
      OperationView.json(ended, &$0)
    }
    if let restoring = ended.restoring { Terminal.note("\(restoring)\n") }
    return ended
  }
}
