import LifeboatFormat
import Logging
import Synchronization

/// A pool of long-lived children that work jobs, each one after the other; started with its first job.
///
/// A thread of its own feeds and follows all of them (``StreamLoop``); jobs wait without a thread.
public final class StreamPool: Sendable {
  private struct State {
    var inbox: StreamInbox?
    var loop: Task<Void, Never>?
    var isClosing = false
  }

  private let spec: StreamSpec
  private let guardian: ProcessGuardian
  private let logger: Logger
  private let patience: StreamPatience
  private let state = Mutex(State())
  private let ids = Atomic(0)

  /// A pool with nothing started.
  ///
  /// - Parameters:
  ///   - guardian: shared by all commands of a process.
  ///   - logger: where it says what its children do, and what they write to standard error.
  public convenience init(_ spec: StreamSpec, guardian: ProcessGuardian, logger: Logger) {
    self.init(spec, guardian: guardian, logger: logger, patience: StreamPatience())
  }

  init(_ spec: StreamSpec, guardian: ProcessGuardian, logger: Logger, patience: StreamPatience) {
    self.spec = spec
    self.guardian = guardian
    self.patience = patience
    var logger = logger
    logger[metadataKey: "command"] = "\(Printable.line(spec.command.arguments.joined(separator: " "), limit: 100))"
    self.logger = logger
  }

  deinit {
    _ = state.withLock { $0.inbox?.post(.close) }
  }

  /// Has a child work a job.
  ///
  /// A cancelled task's job ends when no child works on it any more: its child is stopped.
  func run(_ context: JobContext) async -> StreamEnd {
    let inbox: StreamInbox
    do throws(CommandError) {
      guard let open = try openInbox() else { return .returned }
      inbox = open
    } catch {
      return .failed(FailureReport(.commandFailed, error.description))
    }
    let id = ids.wrappingAdd(1, ordering: .relaxed).newValue
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let job = StreamJob(id: id, context: context, continuation: continuation)
        guard inbox.post(.job(job)) else { return job.end(.returned) }
        // The handler below may have come before the job.
        if Task.isCancelled { inbox.post(.cancel(id: id)) }
      }
    } onCancel: {
      inbox.post(.cancel(id: id))
    }
  }

  /// Lets the children end, and returns when they are gone. The next job starts others.
  public func close() async {
    let loop = state.withLock { state in
      state.isClosing = state.loop != nil
      _ = state.inbox?.post(.close)
      return state.loop
    }
    await loop?.value
  }

  /// - Returns: nil while the pool closes.
  private func openInbox() throws(CommandError) -> StreamInbox? {
    let result: Result<StreamInbox?, CommandError> = state.withLock { state in
      if state.isClosing { return .success(nil) }
      if let inbox = state.inbox { return .success(inbox) }
      do throws(CommandError) {
        let inbox = try StreamInbox()
        state.inbox = inbox
        // Owned by the pool: it ends with `close()`.
        state.loop = Task { [weak self, spec, guardian, logger, patience] in
          await Self.run(spec, inbox, guardian, logger, patience)
          self?.noteEnd()
        }
        return .success(inbox)
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  private func noteEnd() {
    state.withLock { $0 = State() }
  }

  private static func run(
    _ spec: StreamSpec, _ inbox: StreamInbox, _ guardian: ProcessGuardian, _ logger: Logger, _ patience: StreamPatience
  ) async {
    do throws(CommandError) {
      try await OwnThread.run {
        StreamLoop.run(spec, inbox: inbox, guardian: guardian, logger: logger, patience: patience)
      }
      // They came too late.
      for job in inbox.close() { job.end(.returned) }
    } catch {
      for job in inbox.close() { job.end(.failed(FailureReport(.commandFailed, error.description))) }
    }
  }
}
