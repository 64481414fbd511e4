import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What a thread and its owner, a ``ThreadExecutor`` or a ``TaskThread``, share. The thread holds this and not the
/// owner, so that the owner can be released while the thread waits.
final class ThreadQueue: Sendable {
  struct Entry: Sendable {
    let job: UnownedJob
    /// Held while the job runs: the job may release the actor, and with it the last other reference.
    let owner: any ThreadOwner
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

  /// - Throws: ``ThreadRefused``; then nothing will ever run what the queue holds.
  static func startThread(name: String, _ queue: ThreadQueue) throws(ThreadRefused) {
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
    guard result == 0 else {
      start.release()
      throw ThreadRefused(number: result)
    }
  }

  /// Until the owner is gone: no entry can come after that, because each holds the owner.
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
        entry.owner.run(entry.job)
      }
    }
  }
}

/// Whose jobs a thread runs, and in which way.
protocol ThreadOwner: AnyObject, Sendable {
  /// Runs a job on the calling thread.
  func run(_ job: UnownedJob)
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
