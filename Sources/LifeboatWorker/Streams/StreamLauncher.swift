import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// Starts the children of a pool, and reaps them when the pool is done with them.
struct StreamLauncher: Sendable {
  /// A child that waits at its gate: its program begins with the first line that it reads.
  struct Start: Sendable {
    let number: Int
    let process: ChildProcess
    let input: Descriptor
    let output: Descriptor
    let errorOutput: Descriptor
    let isOver: AsyncStream<Void>.Continuation
  }

  let command: CommandSpec
  let guardian: ProcessGuardian

  /// Starts one. What becomes of it comes through the inbox: ``StreamInbox/Message/started(_:)`` and, once it is reaped,
  /// ``StreamInbox/Message/ended(number:_:)``; or ``StreamInbox/Message/notStarted(number:_:)``.
  func launch(_ number: Int, reportingTo inbox: StreamInbox) {
    // Unstructured, because it lasts as long as the child; the pool ends only when it has heard of the end of each.
    Task {
      do throws(CommandError) {
        let status = try await follow(number, inbox)
        inbox.post(.ended(number: number, status))
      } catch {
        inbox.post(.notStarted(number: number, error))
      }
    }
  }

  private func follow(_ number: Int, _ inbox: StreamInbox) async throws(CommandError) -> TerminationStatus {
    guard let program = command.arguments.first else { throw .noProgram }
    let (childInput, input) = try Descriptor.pipe()
    let (output, childOutput) = try Descriptor.pipe()
    let (errorOutput, childError) = try Descriptor.pipe()
    do {
      let result = try await Subprocess.run(
        CommandGate.configuration(command),
        input: .fileDescriptor(FileDescriptor(rawValue: childInput.rawValue), closeAfterSpawningProcess: false),
        output: .fileDescriptor(FileDescriptor(rawValue: childOutput.rawValue), closeAfterSpawningProcess: false),
        error: .fileDescriptor(FileDescriptor(rawValue: childError.rawValue), closeAfterSpawningProcess: false)
      ) { execution in
        // The child has its own copies. Ours must go, or its output would never be seen to close.
        for end in [childInput, childOutput, childError] { end.close() }
        let process = ChildProcess(execution.processIdentifier)
        try await guardian.watch(process.id)
        let (end, isOver) = AsyncStream.makeStream(of: Void.self)
        inbox.post(
          .started(
            Start(
              number: number, process: process, input: input, output: output, errorOutput: errorOutput, isOver: isOver))
        )
        for await _ in end {}
        await guardian.forget(process.id)
      }
      return result.terminationStatus
    } catch let error as CommandError {
      throw error
    } catch let error as SubprocessError where error.code == .failedToMonitorProcess {
      throw .lostTrack(program, reason: error.description)
    } catch {
      throw .cannotStart(program, reason: "\(error)")
    }
  }
}
