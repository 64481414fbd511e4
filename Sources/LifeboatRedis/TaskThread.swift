/// Runs tasks on one thread of its own, for `Task(executorPreference:)`: what blocks there holds up nobody else.
///
/// Child tasks and plain actors run there too; an actor with an executor of its own and tasks without a parent do not.
/// The thread ends when this is released and all its jobs are done.
public final class TaskThread: TaskExecutor {
  private let queue: ThreadQueue

  /// - Parameter name: what `top -H` and debuggers show; Linux keeps 15 bytes of it.
  /// - Throws: ``ThreadRefused`` when the system has no thread left.
  public init(name: String) throws(ThreadRefused) {
    queue = ThreadQueue()
    try ThreadQueue.startThread(name: name, queue)
  }

  deinit { queue.close() }

  /// Lets the thread run a job after those before it; the runtime calls this.
  public func enqueue(_ job: consuming ExecutorJob) {
    queue.append(ThreadQueue.Entry(job: UnownedJob(job), owner: self))
  }
}

extension TaskThread: ThreadOwner {
  func run(_ job: UnownedJob) {
    job.runSynchronously(on: asUnownedTaskExecutor())
  }
}
