#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A TCP socket on 127.0.0.1 whose calls give up after a second.
struct LoopbackSocket {
  private let descriptor: CInt

  /// Nil when the system has no socket left.
  init?() {
    #if os(Linux)
      descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
    #else
      descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #endif
    guard descriptor >= 0 else { return nil }
    var limit = timeval(tv_sec: 1, tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
    var on: CInt = 1
    #if canImport(Darwin)
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
      setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &on, socklen_t(MemoryLayout<CInt>.size))
    #endif
    // As redis-server does: connections of a server that has just stopped do not keep its port taken.
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<CInt>.size))
  }

  /// A port that is free now: `preferred` if it is, else one that the system picks; nil when there is none.
  static func freePort(preferred: Int?) -> Int? {
    if let preferred, let port = bound(to: preferred) { return port }
    return bound(to: 0)
  }

  func connect(port: Int) -> Bool {
    withAddress(port: port) { systemConnect(descriptor, $0, $1) } == 0
  }

  func send(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return bytes.withUnsafeBytes { systemSend(descriptor, $0.baseAddress, $0.count) } == bytes.count
  }

  /// The next bytes; nil at the end or after a second without any.
  func receive() -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: 16 * 1024)
    let count = buffer.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
    return count > 0 ? Array(buffer[..<count]) : nil
  }

  func close() { systemClose(descriptor) }

  private static func bound(to port: Int) -> Int? {
    guard let socket = LoopbackSocket() else { return nil }
    defer { socket.close() }
    guard socket.withAddress(port: port, { systemBind(socket.descriptor, $0, $1) }) == 0 else { return nil }
    var address = sockaddr_in()
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(socket.descriptor, $0, &size) }
    }
    return status == 0 ? Int(UInt16(bigEndian: address.sin_port)) : nil
  }

  private func withAddress(port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> CInt) -> CInt {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(truncatingIfNeeded: port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
  }
}

// The system's calls, which the methods of the same names hide.

private func systemConnect(_ socket: CInt, _ address: UnsafePointer<sockaddr>, _ size: socklen_t) -> CInt {
  connect(socket, address, size)
}

private func systemBind(_ socket: CInt, _ address: UnsafePointer<sockaddr>, _ size: socklen_t) -> CInt {
  bind(socket, address, size)
}

private func systemSend(_ socket: CInt, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  #if os(Linux)
    send(socket, bytes, count, CInt(MSG_NOSIGNAL))
  #else
    send(socket, bytes, count, 0)
  #endif
}

private func systemClose(_ socket: CInt) { _ = close(socket) }
