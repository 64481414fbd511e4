import Lifeboat

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Keeps what comes once, so that it can be read twice.
enum SpoolFile {
  /// Copies all that a descriptor brings to a file in the folder for temporary ones, which has no name any more and goes
  /// with its descriptor.
  ///
  /// - Parameter name: how sentences call what is copied.
  /// - Returns: the file's descriptor, at its beginning.
  static func copy(of source: Int32, named name: String) throws -> Int32 {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    let path = "\(folder)/lifeboat-\(getpid())-\(String(UInt32.random(in: 0...(.max)), radix: 36))"
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failed(name, folder) }
    unlink(path)
    do {
      var buffer = [UInt8](repeating: 0, count: 1 << 16)
      while true {
        let count = read(source, &buffer, buffer.count)
        if count < 0 && errno == EINTR { continue }
        guard count >= 0 else { throw failed(name, folder) }
        guard count > 0 else { break }
        guard FileBytes.write(Array(buffer[..<count]), to: descriptor) else { throw failed(name, folder) }
      }
    } catch {
      close(descriptor)
      throw error
    }
    lseek(descriptor, 0, SEEK_SET)
    return descriptor
  }

  private static func failed(_ name: String, _ folder: String) -> CommandFailed {
    CommandFailed(.error, "\(name) cannot be kept in \(folder): \(String(cString: strerror(errno)))")
  }
}
