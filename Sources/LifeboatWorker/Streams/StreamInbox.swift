import Subprocess
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What others want of the thread of a pool, or have to tell it.
///
/// A pipe wakes the thread, and is written to only while it sleeps: a busy pool costs no system call for a job.
final class StreamInbox: Sendable {
  enum Message: Sendable {
    case job(StreamJob)
    /// The task of a job was cancelled.
    case cancel(id: Int)
    case started(StreamLauncher.Start)
    case notStarted(number: Int, CommandError)
    /// A child has been reaped.
    case ended(number: Int, TerminationStatus)
    case close
  }

  private struct State {
    var messages: [Message] = []
    var isAsleep = false
    var isClosed = false
  }

  private let state = Mutex(State())
  private let ends: (read: Descriptor, write: Descriptor)

  init() throws(CommandError) {
    ends = try Descriptor.pipe()
    ends.read.setNonblocking()
    ends.write.setNonblocking()
  }

  /// From any thread.
  ///
  /// - Returns: false when nobody will read it.
  @discardableResult
  func post(_ message: Message) -> Bool {
    let (isTaken, wasAsleep) = state.withLock { state in
      guard !state.isClosed else { return (false, false) }
      state.messages.append(message)
      defer { state.isAsleep = false }
      return (true, state.isAsleep)
    }
    if wasAsleep {
      var byte: UInt8 = 0
      // A full pipe is readable already, and the read end lives as long as this object: nothing to handle.
      _ = write(ends.write.rawValue, &byte, 1)
    }
    return isTaken
  }

  /// Takes nothing any more.
  ///
  /// - Returns: the jobs that nobody has read of.
  func close() -> [StreamJob] {
    state.withLock { state in
      state.isClosed = true
      defer { state.messages = [] }
      return state.messages.compactMap { if case .job(let job) = $0 { job } else { nil } }
    }
  }

  // MARK: For the pool's thread

  /// What to poll: readable when there are messages and the thread sleeps.
  var descriptor: CInt { ends.read.rawValue }

  /// Call before a sleep.
  ///
  /// - Returns: false when there are messages already.
  func fallAsleep() -> Bool {
    state.withLock { state in
      state.isAsleep = state.messages.isEmpty
      return state.isAsleep
    }
  }

  /// Takes all messages, in order.
  ///
  /// - Parameter wasWoken: whether ``descriptor`` was readable.
  func take(wasWoken: Bool) -> [Message] {
    if wasWoken {
      var bytes = (UInt64(0), UInt64(0))
      _ = read(ends.read.rawValue, &bytes, MemoryLayout.size(ofValue: bytes))
    }
    return state.withLock { state in
      state.isAsleep = false
      defer { state.messages = [] }
      return state.messages
    }
  }
}
