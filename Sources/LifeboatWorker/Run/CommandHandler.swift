import LifeboatFormat
import Logging

/// Runs a program for each job of a class, one process a job.
///
/// The program reads the payload's exact bytes and a newline on standard input, and finds `LIFEBOAT_CLASS`,
/// `LIFEBOAT_QUEUE`, `LIFEBOAT_ATTEMPT`, `LIFEBOAT_DIALECT` and, where the job has an id, `LIFEBOAT_JID` in its environment. Exit 0 is success; 75
/// (`EX_TEMPFAIL`) means later; anything else, a signal or a time-out is a failure whose message is the end of its
/// standard error. What it prints goes to the log.
public struct CommandHandler: Sendable {
  private let spec: CommandSpec
  private let runner: CommandRunner
  private let snooze: Duration

  /// An id that is longer would be no id, and might leave no room for the rest of the environment.
  private static let longestJID = 255

  /// - Parameters:
  ///   - spec: the command, as ``CommandSpec/validate(relativeTo:)`` returned it.
  ///   - snooze: how long a job waits after exit 75.
  public init(_ spec: CommandSpec, runner: CommandRunner, snooze: Duration = .seconds(30)) {
    self.spec = spec
    self.runner = runner
    self.snooze = snooze
  }

  func run(_ context: JobContext) async throws {
    let logger = context.logger
    var environment = [
      "LIFEBOAT_CLASS": context.className, "LIFEBOAT_QUEUE": context.queue,
      "LIFEBOAT_ATTEMPT": String(context.attempt), "LIFEBOAT_DIALECT": context.dialect,
    ]
    // Whoever enqueued the job may have called it anything.
    if let jid = context.jid, jid.utf8.count <= Self.longestJID, !jid.utf8.contains(0) {
      environment["LIFEBOAT_JID"] = jid
    }
    let outcome: CommandOutcome
    do throws(CommandError) {
      outcome = try await runner.run(spec, input: context.payload, environment: environment) { line in
        logger.info("\(line.text)", metadata: ["stream": "\(line.stream == .standardOutput ? "stdout" : "stderr")"])
      }
    } catch {
      throw CommandFailure(report: FailureReport(.commandFailed, error.description))
    }
    switch outcome {
    case .succeeded: return
    case .snoozed: throw Snooze(for: snooze)
    case .cancelled: throw CancellationError()
    case .failed(let message, _): throw CommandFailure(report: FailureReport(.commandFailed, message))
    case .killed(_, let message): throw CommandFailure(report: FailureReport(.killedChild, message))
    case .timedOut(_, let message): throw CommandFailure(report: FailureReport(.timedOut, message))
    }
  }
}

/// A command did not do its job.
struct CommandFailure: Error, CustomStringConvertible {
  let report: FailureReport

  var description: String { report.message }
}
