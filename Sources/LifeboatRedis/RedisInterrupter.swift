import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Ends a ``RedisSession/nextMessage(within:)`` from any thread: the one that waits now, else the next one.
public final class RedisInterrupter: Sendable {
  private struct State {
    var isPending = false
    /// Made when somebody first waits: most sessions never do.
    var pipe: (read: CInt, write: CInt)?
  }

  private let state = Mutex(State())

  init() {}

  deinit {
    state.withLock { state in
      guard let pipe = state.pipe else { return }
      _ = close(pipe.read)
      _ = close(pipe.write)
    }
  }

  /// Interrupts; many calls before a wait count as one.
  public func interrupt() {
    state.withLock { state in
      guard !state.isPending else { return }
      state.isPending = true
      guard let pipe = state.pipe else { return }
      // At most one byte is ever in the pipe, so this neither blocks nor fails.
      var byte: UInt8 = 1
      _ = write(pipe.write, &byte, 1)
    }
  }

  /// Takes the interrupt, if there is one.
  func take() -> Bool {
    state.withLock { state in
      guard state.isPending else { return false }
      state.isPending = false
      if let pipe = state.pipe {
        var byte: UInt8 = 0
        _ = read(pipe.read, &byte, 1)
      }
      return true
    }
  }

  /// A descriptor that is readable while an interrupt is pending; `nil` when the system has none left.
  func descriptor() -> CInt? {
    state.withLock { state in
      if let pipe = state.pipe { return pipe.read }
      var ends: [CInt] = [0, 0]
      guard pipe(&ends) == 0 else { return nil }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      state.pipe = (ends[0], ends[1])
      if state.isPending {
        var byte: UInt8 = 1
        _ = write(ends[1], &byte, 1)
      }
      return ends[0]
    }
  }
}
