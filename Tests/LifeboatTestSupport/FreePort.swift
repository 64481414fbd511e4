import Foundation

/// A port of 127.0.0.1 that was free a moment ago.
public func freePort() throws -> Int {
  let (descriptor, port) = try listenOnFreePort()
  close(descriptor)
  return port
}

/// A socket that listens on a free port of 127.0.0.1, for a peer that misbehaves; the caller closes it.
public func listenOnFreePort() throws -> (descriptor: CInt, port: Int) {
  #if canImport(Darwin)
    let descriptor = socket(AF_INET, SOCK_STREAM, 0)
  #else
    let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
  #endif
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
  var length = socklen_t(MemoryLayout<sockaddr_in>.size)
  let result = withUnsafeMutableBytes(of: &address) { bytes -> CInt in
    let pointer = bytes.assumingMemoryBound(to: sockaddr.self).baseAddress
    guard bind(descriptor, pointer, length) == 0, listen(descriptor, 1) == 0 else { return -1 }
    return getsockname(descriptor, pointer, &length)
  }
  guard result == 0 else {
    close(descriptor)
    throw RedisServerFailure("no free port on 127.0.0.1 (errno \(errno))")
  }
  return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
}
