import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Owns one file descriptor of this process.
///
/// It is closed by ``close()``, at a moment that its reader on the other end can rely on, or else with the last
/// reference.
final class Descriptor: Sendable {
  private let number: Atomic<CInt>

  /// - Parameter number: an open descriptor that nothing else will close.
  init(_ number: CInt) { self.number = Atomic(number) }

  deinit { close() }

  /// The system's number for it; -1, which `poll` passes over, once it is closed.
  var rawValue: CInt { number.load(ordering: .relaxed) }

  /// Closes it now; nothing happens the second time. Only for who uses the descriptor, on the thread that does.
  func close() {
    let open = number.exchange(-1, ordering: .relaxed)
    if open >= 0 { systemClose(open) }
  }

  /// Makes reads and writes return at once instead of waiting.
  func setNonblocking() {
    _ = fcntl(rawValue, F_SETFL, fcntl(rawValue, F_GETFL) | O_NONBLOCK)
  }

  /// A pipe whose ends no program inherits unless it is handed one.
  static func pipe() throws(CommandError) -> (read: Descriptor, write: Descriptor) {
    var ends: [CInt] = [-1, -1]
    guard systemPipe(&ends) == 0 else { throw .cannotStart("a pipe", reason: reason()) }
    // Swift does not see `pipe2`, which would leave no moment without the flag. Children that swift-subprocess
    // starts in that moment close every descriptor they were not handed.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (Descriptor(ends[0]), Descriptor(ends[1]))
  }

  /// Two ends of a stream socket whose writes never raise SIGPIPE when made by ``send(_:)``.
  static func socketPair() throws(CommandError) -> (Descriptor, Descriptor) {
    var ends: [CInt] = [-1, -1]
    #if os(Linux)
      let kind = CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue)
      let status = socketpair(AF_UNIX, kind, 0, &ends)
    #else
      let status = socketpair(AF_UNIX, SOCK_STREAM, 0, &ends)
      for end in ends where status == 0 {
        var on: CInt = 1
        _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        _ = setsockopt(end, SOL_SOCKET, SO_NOSIGPIPE, &on, socklen_t(MemoryLayout<CInt>.size))
      }
    #endif
    guard status == 0 else { throw .cannotStart("a socket", reason: reason()) }
    return (Descriptor(ends[0]), Descriptor(ends[1]))
  }

  /// Sends all of `text` on a socket.
  /// - Returns: false when the other end is gone.
  func send(_ text: String) -> Bool {
    #if os(Linux)
      let flags = CInt(MSG_NOSIGNAL)
    #else
      let flags: CInt = 0
    #endif
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { systemSend(rawValue, $0.baseAddress, $0.count, flags) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// What the system says about the call that just failed.
  static func reason() -> String { String(cString: strerror(errno)) }
}

/// `close(2)`, which the method of the same name hides. Its error says nothing that could be acted on.
private func systemClose(_ descriptor: CInt) { _ = close(descriptor) }

/// `send(2)`, which the method of the same name hides.
private func systemSend(_ socket: CInt, _ bytes: UnsafeRawPointer?, _ count: Int, _ flags: CInt) -> Int {
  send(socket, bytes, count, flags)
}

/// `pipe(2)`, which the method of the same name hides.
private func systemPipe(_ ends: inout [CInt]) -> CInt { pipe(&ends) }
