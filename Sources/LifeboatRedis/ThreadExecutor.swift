/// Runs an actor's jobs, one after the other, on one thread of its own.
///
/// An actor that returns it from `unownedExecutor` may block: it holds up its own thread and nobody else's. The
/// thread ends when the executor is released and all its jobs are done.
public final class ThreadExecutor: SerialExecutor {
  private let queue: ThreadQueue

  /// Ends the process when the system has no thread left: nothing works without the few of these.
  ///
  /// - Parameter name: what `top -H` and debuggers show; Linux keeps 15 bytes of it.
  public init(name: String) {
    queue = ThreadQueue()
    do throws(ThreadRefused) {
      try ThreadQueue.startThread(name: name, queue)
    } catch {
      preconditionFailure("\(error)")
    }
  }

  deinit { queue.close() }

  /// Lets the thread run a job after those before it; the runtime calls this.
  public func enqueue(_ job: consuming ExecutorJob) {
    queue.append(ThreadQueue.Entry(job: UnownedJob(job), owner: self))
  }
}

extension ThreadExecutor: ThreadOwner {
  func run(_ job: UnownedJob) {
    job.runSynchronously(on: asUnownedSerialExecutor())
  }
}
