import LifeboatFormat
import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// Runs one program for one job.
///
/// - The program gets a session and process group of its own, with every signal at its default and none blocked.
/// - It is started through a ``CommandGate``, so a worker killed at any instant leaves no process of a job behind.
/// - It is over when it has exited and its output is closed. A process that it leaves behind may hold the output
///   open: that is waited for one second after the exit, then the job is over and the process lives on.
/// - On a time-out or when the task is cancelled, the whole group gets SIGTERM, and SIGKILL after `grace`; what is
///   left of the group when the program itself has exited is killed at once. A process that moves to a group of its
///   own is out of reach.
/// - It is reaped before ``run(_:input:environment:output:)`` returns.
public struct CommandRunner: Sendable {
  private let guardian: ProcessGuardian
  private let grace: Duration

  /// - Parameters:
  ///   - guardian: shared by all runners of a process.
  ///   - grace: how long a program may take to end after SIGTERM.
  public init(guardian: ProcessGuardian, grace: Duration = .seconds(2)) {
    self.guardian = guardian
    self.grace = grace
  }

  /// Runs `spec` to its end.
  ///
  /// - Parameters:
  ///   - spec: the command, as ``CommandSpec/validate(relativeTo:)`` returned it.
  ///   - input: what the program reads on standard input, followed by a line feed and the end of the stream. A
  ///     program that does not read it all is no error.
  ///   - environment: variables about this job; they win over the command's own.
  ///   - output: gets each line when it is complete, in order for each stream, from a thread of the command's own;
  ///     the program waits while it is busy.
  /// - Returns: how the program ended; ``CommandOutcome/cancelled`` without a start when the task was cancelled
  ///   before.
  /// - Throws: ``CommandError`` when the program could not be started.
  public func run(
    _ spec: CommandSpec,
    input: [UInt8],
    environment: [String: String] = [:],
    output: @escaping @Sendable (OutputLine) -> Void
  ) async throws(CommandError) -> CommandOutcome {
    guard !Task.isCancelled else { return .cancelled }
    let stop = try StopRequest()
    // A task of its own, owned and awaited here: cancellation must reach the program as a signal, and must not cut
    // short the reading of its last words.
    let task = Task {
      do throws(CommandError) {
        return Result<CommandOutcome, CommandError>.success(
          try await follow(spec, input: input, environment: environment, stop: stop, output: output))
      } catch {
        return .failure(error)
      }
    }
    let result = await withTaskCancellationHandler {
      await task.value
    } onCancel: {
      stop.send()
    }
    return try result.get()
  }

  private func follow(
    _ spec: CommandSpec,
    input: [UInt8],
    environment: [String: String],
    stop: StopRequest,
    output: @escaping @Sendable (OutputLine) -> Void
  ) async throws(CommandError) -> CommandOutcome {
    guard let program = spec.arguments.first else { throw .noProgram }
    let (childInput, parentInput) = try Descriptor.pipe()
    let (parentOutput, childOutput) = try Descriptor.pipe()
    let (parentError, childError) = try Descriptor.pipe()
    do {
      let result = try await Subprocess.run(
        CommandGate.configuration(spec, environment: environment),
        input: .fileDescriptor(FileDescriptor(rawValue: childInput.rawValue), closeAfterSpawningProcess: false),
        output: .fileDescriptor(FileDescriptor(rawValue: childOutput.rawValue), closeAfterSpawningProcess: false),
        error: .fileDescriptor(FileDescriptor(rawValue: childError.rawValue), closeAfterSpawningProcess: false)
      ) { execution in
        // The child has its own copies. Ours must go, or its output would never be seen to close.
        for end in [childInput, childOutput, childError] { end.close() }
        let process = ChildProcess(execution.processIdentifier)
        try await guardian.watch(process.id)
        let report: CommandLoop.Report
        do throws(CommandError) {
          report = try await OwnThread.run { [grace] in
            CommandLoop.run(
              CommandLoop.Command(
                process: process, input: parentInput, output: parentOutput, errorOutput: parentError,
                inputBytes: CommandGate.opening + input + Self.lineFeed, timeout: spec.timeout, grace: grace,
                stop: stop,
                emit: output))
          }
        } catch {
          // Never leave a group on the list that somebody else's processes may get one day.
          await guardian.forget(process.id)
          throw error
        }
        await guardian.forget(process.id)
        return report
      }
      return outcome(of: result.closureResult, status: result.terminationStatus, timeout: spec.timeout)
    } catch let error as CommandError {
      throw error
    } catch let error as SubprocessError where error.code == .failedToMonitorProcess {
      throw .lostTrack(program, reason: error.description)
    } catch {
      throw .cannotStart(program, reason: "\(error)")
    }
  }

  private static let lineFeed = [UInt8(ascii: "\n")]

  private func outcome(
    of report: CommandLoop.Report,
    status: TerminationStatus,
    timeout: Duration?
  ) -> CommandOutcome {
    let words = report.errorTail
    switch (report.end, status) {
    case (.cancelled, _):
      return .cancelled
    case (.timedOut, _):
      let after = timeout ?? .zero
      let what = "was stopped after running for \(DurationText.format(after))"
      return .timedOut(after: after, message: words.sentence(what))
    case (.exited, .exited(0)):
      return .succeeded
    case (.exited, .exited(let code)) where Int(code) == CommandOutcome.snoozeStatus:
      return .snoozed
    case (.exited, .exited(let code)):
      return .failed(message: words.message ?? words.sentence("exited with status \(code)"), exitCode: Int(code))
    case (.exited, .signaled(let signal)):
      let what = "was killed by \(SignalName.of(signal))"
      return .killed(signal: Int(signal), message: words.sentence(what))
    }
  }
}
