import Lifeboat

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file that is written whole or not at all: under another name beside its place, until ``finish()`` moves it there.
///
/// Nobody else can read it, as it holds what jobs were given. Without ``finish()`` nothing is left of it.
final class OutputFile {
  /// How sentences call it.
  let name: String
  private let path: String
  private let replaces: Bool
  private let temporary: String
  private var descriptor: Int32
  private var buffer: [UInt8] = []

  private static let bufferSize = 1 << 20

  /// Makes the file under its other name.
  ///
  /// - Parameter replaces: whether a file that is there already gives way.
  /// - Throws: ``CommandFailed``, with ``AppExit/refused`` for a file that is there.
  init(_ path: String, replaces: Bool) throws {
    name = Printable.line(path, limit: 200)
    self.path = path
    self.replaces = replaces
    var folder = "."
    if let slash = path.lastIndex(of: "/") { folder = slash == path.startIndex ? "/" : String(path[..<slash]) }
    temporary = "\(folder)/.lifeboat-\(getpid())-\(String(UInt32.random(in: 0...(.max)), radix: 36)).tmp"
    if !replaces, access(path, F_OK) == 0 { throw Self.isThere(name) }
    descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw CommandFailed(.error, "\(name) cannot be written: \(String(cString: strerror(errno)))")
    }
  }

  deinit { discard() }

  /// Appends bytes.
  func write(_ bytes: [UInt8]) throws {
    buffer += bytes
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Puts the file on the disk and in its place.
  func finish() throws {
    try flush()
    guard fsync(descriptor) == 0 else { throw failed() }
    if replaces {
      guard rename(temporary, path) == 0 else { throw failed() }
    } else {
      // A rename would replace what somebody put there meanwhile.
      guard link(temporary, path) == 0 else { throw errno == EEXIST ? Self.isThere(name) : failed() }
      unlink(temporary)
    }
    close(descriptor)
    descriptor = -1
  }

  /// Removes it, unless it was finished.
  func discard() {
    guard descriptor >= 0 else { return }
    close(descriptor)
    unlink(temporary)
    descriptor = -1
  }

  private func flush() throws {
    guard FileBytes.write(buffer, to: descriptor) else { throw failed() }
    buffer.removeAll(keepingCapacity: true)
  }

  private func failed() -> CommandFailed {
    CommandFailed(.error, "\(name) cannot be written: \(String(cString: strerror(errno)))")
  }

  private static func isThere(_ name: String) -> CommandFailed {
    CommandFailed(.refused, "\(name) is there already; give another name, or --force to replace it")
  }
}
