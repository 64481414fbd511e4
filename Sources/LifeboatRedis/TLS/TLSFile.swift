#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file that TLS needs: certificates or a key, in PEM form.
struct TLSFile {
  /// What a sentence calls it: `the certificate`, `the key`.
  let role: String
  let path: String

  /// When it was written, and which file it is: another stamp than before means other contents.
  struct Stamp: Equatable {
    let inode: UInt64
    let size: Int
    let seconds: Int
    let nanoseconds: Int
  }

  /// No PEM file of a certificate or a key is so long; whatever is, is something else.
  private static let limit = 4_000_000

  /// Nil when there is no such file.
  var stamp: Stamp? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    #if canImport(Darwin)
      let time = status.st_mtimespec
    #else
      let time = status.st_mtim
    #endif
    return Stamp(
      inode: UInt64(status.st_ino), size: Int(status.st_size), seconds: time.tv_sec, nanoseconds: time.tv_nsec)
  }

  /// All of it.
  func read() throws(TLSFailure) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unreadable() }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 * 1024)
    while true {
      let count = buffer.withUnsafeMutableBytes { systemRead(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw unreadable() }
      guard count > 0 else { return bytes }
      bytes += buffer[..<count]
      guard bytes.count <= Self.limit else {
        throw unfit("is larger than 4 MB; it is probably not the one that is meant")
      }
    }
  }

  /// What is wrong with it, after its name.
  func unfit(_ sentence: String) -> TLSFailure {
    TLSFailure("\(role) \(path) \(sentence)")
  }

  private func unreadable() -> TLSFailure {
    unfit("cannot be read: \(String(cString: strerror(errno)))")
  }
}

/// `read(2)`, which the function of the same name hides.
private func systemRead(_ descriptor: CInt, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  read(descriptor, bytes, count)
}
