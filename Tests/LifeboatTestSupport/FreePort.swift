import Foundation
import Synchronization

/// A port of 127.0.0.1 that was free a moment ago, and that no other test of this run gets: a server may be stopped and
/// started again on it. Below the ports that the system gives out by itself.
public func freePort() throws -> Int {
  for _ in ports {
    let port = nextPort.withLock { next in
      next = next + 1 < ports.upperBound ? next + 1 : ports.lowerBound
      return next
    }
    guard let (descriptor, _) = try? listen(on: port) else { continue }
    close(descriptor)
    return port
  }
  throw RedisServerFailure("no free port on 127.0.0.1 from \(ports.lowerBound) to \(ports.upperBound)")
}

private let ports = 20_000..<32_000
/// Begins anywhere, so that two runs beside each other seldom ask for the same.
private let nextPort = Mutex(Int.random(in: ports))

/// A socket that listens on a free port of 127.0.0.1, for a peer that misbehaves; the caller closes it.
public func listenOnFreePort() throws -> (descriptor: CInt, port: Int) {
  try listen(on: 0)
}

/// - Parameter port: 0 for one that the system chooses.
private func listen(on port: Int) throws -> (descriptor: CInt, port: Int) {
  #if canImport(Darwin)
    let descriptor = socket(AF_INET, SOCK_STREAM, 0)
  #else
    let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
  #endif
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = UInt16(port).bigEndian
  address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
  var length = socklen_t(MemoryLayout<sockaddr_in>.size)
  let result = withUnsafeMutableBytes(of: &address) { bytes -> CInt in
    let pointer = bytes.assumingMemoryBound(to: sockaddr.self).baseAddress
    guard bind(descriptor, pointer, length) == 0, Foundation.listen(descriptor, 1) == 0 else { return -1 }
    return getsockname(descriptor, pointer, &length)
  }
  guard result == 0 else {
    close(descriptor)
    throw RedisServerFailure("no free port on 127.0.0.1 (errno \(errno))")
  }
  return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
}
