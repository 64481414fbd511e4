#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reads small text files.
enum FileText {
  /// Why a file could not be read.
  struct Failure: Error {
    let sentence: String
  }

  /// The most bytes that are read; a file of more is not what it is taken for.
  static let limit = 4_000_000

  /// The whole text of the file at `path`, which has to be UTF-8.
  static func read(_ path: String) throws(Failure) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure() }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 * 1024)
    while true {
      let count = buffer.withUnsafeMutableBytes { systemRead(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw failure() }
      guard count > 0 else { break }
      bytes += buffer[..<count]
      guard bytes.count <= limit else {
        throw Failure(sentence: "The file is larger than 4 MB; it is probably not the one that is meant.")
      }
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Failure(sentence: "The file is not UTF-8 text; save it in UTF-8.")
    }
    return text
  }

  /// Whether there is anything at `path`.
  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  private static func failure() -> Failure {
    Failure(sentence: "The file cannot be read: \(String(cString: strerror(errno))).")
  }
}

/// `read(2)`, which the function of the same name hides.
private func systemRead(_ descriptor: CInt, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  read(descriptor, bytes, count)
}
