import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Runs an actor's jobs, one after the other, on one thread of its own.
///
/// An actor that returns it from `unownedExecutor` may block: it holds up its own thread and nobody else's. The
/// thread ends when the executor is released and all its jobs are done.
public final class ThreadExecutor: SerialExecutor {
  private let queue: ThreadQueue

  /// - Parameter name: what `top -H` and debuggers show; Linux keeps 15 bytes of it.
  public init(name: String) {
    queue = ThreadQueue()
    ThreadQueue.startThread(name: name, queue)
  }

  deinit { queue.close() }

  /// Lets the thread run a job after those before it; the runtime calls this.
  public func enqueue(_ job: consuming ExecutorJob) {
    queue.append(ThreadQueue.Entry(job: UnownedJob(job), executor: self))
  }
}

/// What a ``ThreadExecutor`` and its thread share. The thread holds this and not the executor, so that the executor
/// can be released while the thread waits.
private final class ThreadQueue: Sendable {
  struct Entry: Sendable {
    let job: UnownedJob
    /// Held while the job runs: the job may release the actor, and with it the last other reference.
    let executor: ThreadExecutor
  }

  private struct State {
    var entries: [Entry] = []
    var isClosed = false
  }

  private let state = Mutex(State())
  private let wakeup = Wakeup()

  func append(_ entry: Entry) {
    state.withLock { $0.entries.append(entry) }
    wakeup.signal()
  }

  func close() {
    state.withLock { $0.isClosed = true }
    wakeup.signal()
  }

  static func startThread(name: String, _ queue: ThreadQueue) {
    let start = Unmanaged.passRetained(Start(name: name, queue: queue))
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setdetachstate(&attributes, CInt(PTHREAD_CREATE_DETACHED))
    defer { pthread_attr_destroy(&attributes) }
    #if canImport(Darwin)
      var thread: pthread_t?
    #else
      var thread = pthread_t()
    #endif
    let result = pthread_create(&thread, &attributes, threadMain, start.toOpaque())
    precondition(result == 0, "the system refuses another thread (errno \(result)); raise its limit (ulimit -u)")
  }

  /// Until the executor is gone: no entry can come after that, because each holds the executor.
  func run() {
    while true {
      var (entries, isClosed) = state.withLock { state in
        defer { state.entries = [] }
        return (state.entries, state.isClosed)
      }
      if entries.isEmpty {
        if isClosed { return }
        wakeup.wait()
        continue
      }
      entries.reverse()
      while let entry = entries.popLast() {
        entry.job.runSynchronously(on: entry.executor.asUnownedSerialExecutor())
      }
    }
  }
}

private final class Start: Sendable {
  let name: String
  let queue: ThreadQueue

  init(name: String, queue: ThreadQueue) {
    self.name = name
    self.queue = queue
  }
}

#if canImport(Darwin)
  private func threadMain(_ argument: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
    pthread_setname_np(start.name)
    start.queue.run()
    return nil
  }
#else
  private func threadMain(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument else { return nil }
    let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
    nameThread(start.name)
    start.queue.run()
    return nil
  }

  /// Through /proc, because Glibc declares `pthread_setname_np` for GNU sources only and `prctl` is variadic. The
  /// name is a comfort, so a failure is let be.
  private func nameThread(_ name: String) {
    let file = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { return }
    let bytes = Array(name.utf8.prefix(15))
    _ = write(file, bytes, bytes.count)
    _ = close(file)
  }
#endif
